"""Commands that measure and build."""
