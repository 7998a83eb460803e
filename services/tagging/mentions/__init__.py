"""From spans to mentions: edges mended, names joined and parted, typed, and none missed."""
