"""Who may use the gateway, and how fast."""
