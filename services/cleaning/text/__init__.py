"""Plain text: its fields and paragraphs."""
