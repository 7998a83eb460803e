"""From texts to the spans that a model takes for names, and the quick way there."""
