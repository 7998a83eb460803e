"""Measures and trains cleaning."""
