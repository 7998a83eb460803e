"""Measures and trains what groups articles into stories and finds copies."""
