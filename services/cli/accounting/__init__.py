"""What became of every article, and of one."""
