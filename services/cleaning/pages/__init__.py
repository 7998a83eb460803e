"""Pages of HTML taken apart: fields by what they say about themselves, the body by layout."""
