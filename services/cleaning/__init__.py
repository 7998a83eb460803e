"""Cleaning: the article without the page around it, its fields, and the evidence for each."""
