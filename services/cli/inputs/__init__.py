"""Files of any kind as messages for ``articles.raw``."""
