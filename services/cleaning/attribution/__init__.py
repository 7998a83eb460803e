"""Bylines, datelines and dates."""
