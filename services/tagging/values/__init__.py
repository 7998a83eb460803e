"""What is said, when, and how much: quotes, dates and sums of money."""
