"""Extracts an article from a page of HTML."""
