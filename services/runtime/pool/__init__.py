"""A pool of processes for work that can hang, grow or crash."""
