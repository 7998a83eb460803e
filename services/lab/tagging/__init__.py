"""Measures tagging."""
