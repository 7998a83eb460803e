"""Reads files of news in the formats of the trade: bytes in, articles or problems out."""
