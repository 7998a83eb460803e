"""Named-entity recognition: from text to spans. The only room that imports spaCy."""
