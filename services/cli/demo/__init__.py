"""Wireroom on a machine that has nothing else."""
