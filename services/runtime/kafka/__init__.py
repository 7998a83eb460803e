"""Kafka: clients, lag, and the only room that imports Faust."""
