"""Lines of text as blocks, described in numbers and judged."""
