"""Who made an article and when, wherever a line of a text or of a page says so."""
