"""Knowledge of the world: packs of named things, countries and places."""
