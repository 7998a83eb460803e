"""Articles whose right cleaning is known: to train on, and to measure by."""
