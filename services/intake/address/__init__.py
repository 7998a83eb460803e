"""Which addresses lead to one article."""
