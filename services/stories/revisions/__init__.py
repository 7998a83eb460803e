"""Revisions: what a publisher changed in an article after it was published."""
