"""``wireroom keys``: who may use the gateway."""
