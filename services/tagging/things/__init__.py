"""From mentions to things: joined within the article, linked to what they are in the world."""
