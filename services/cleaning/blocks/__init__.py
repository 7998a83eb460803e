"""A text as blocks: what its lines are, described in numbers, and judged by trained models."""
