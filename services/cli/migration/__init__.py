"""Commands that bring a store of an earlier version up to this one."""
