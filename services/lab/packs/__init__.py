"""Builds knowledge-base packs."""
