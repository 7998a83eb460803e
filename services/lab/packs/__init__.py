"""Makes knowledge-base packs, and the tables that ship with tagging."""
