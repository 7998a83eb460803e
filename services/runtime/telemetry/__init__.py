"""What a service tells of itself: metrics, health, logs and traces."""
