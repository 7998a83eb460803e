"""Models that more than one service learns."""
