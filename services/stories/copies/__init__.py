"""Copies: which articles repeat the text of an earlier one, in spite of other headers and cuts."""
