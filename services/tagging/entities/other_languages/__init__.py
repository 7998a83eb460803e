"""Finds names by lists, capitals and layout where no model reads the language."""
