"""A page of HTML: its fields and paragraphs."""
