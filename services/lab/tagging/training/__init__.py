"""Trains what tagging has learned: the name finder, and the classifier of names."""
