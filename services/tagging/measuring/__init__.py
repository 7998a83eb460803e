"""Tagging measured against what people have marked, beside the stock model."""
