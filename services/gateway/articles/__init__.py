"""Articles in, each with a verdict, and what is known of one."""
