"""How the services are just now."""
