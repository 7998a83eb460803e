"""Stories: which articles tell of one event, which copy another, what a publisher changed."""
