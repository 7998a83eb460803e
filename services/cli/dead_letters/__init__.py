"""Dead letters: looked at, put back, dropped."""
