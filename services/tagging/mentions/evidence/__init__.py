"""Finds names of which the words in and around them say what they are."""
