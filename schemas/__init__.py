"""The contract between the services and with the outside: what passes on each topic."""
