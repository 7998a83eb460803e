"""From mentions to the things that they name."""
