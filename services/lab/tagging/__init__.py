"""Measures tagging: ``wireroom eval tagging``."""
