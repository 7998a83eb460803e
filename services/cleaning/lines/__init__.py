"""Splits text into blocks and gives each the probability of being body or headline."""
