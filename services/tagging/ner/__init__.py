"""Name finders: from text to spans, and the only room that imports spaCy."""
