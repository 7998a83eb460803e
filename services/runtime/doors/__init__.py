"""Doors: what HTTP services share that take articles in or give them out."""
