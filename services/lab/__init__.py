"""Measures, trains and builds; no service imports it."""
