"""Decides which names of an English article are entities, and of what type, by what was learned."""
