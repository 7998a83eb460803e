"""Knowledge of the world: packs of entries, countries and places."""
