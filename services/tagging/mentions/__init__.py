"""From spans to mentions: boundaries repaired, names joined and split, typed, and none missed."""
