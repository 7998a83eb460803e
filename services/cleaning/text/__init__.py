"""Extracts an article from plain text."""
