"""Measures cleaning on labelled articles, and trains its line model."""
