"""Values of mentions, and quotes with their speakers."""
