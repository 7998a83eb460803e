"""Whose article a message holds: for limits that the articles of one publisher share.

The value is searched, not parsed: for 48 KB that takes microseconds instead of 0.7 ms. What looks
like a key in a text is escaped there, and the order of the fields says which key is the right one:
that of ``meta``, where a publisher may write any key, comes before or after it.
"""

import re

_KEY_AND_TEXT = re.compile(rb'"\w+":\s*"((?:[^"\\]|\\.)*)"')


def owner_of_accepted(value: bytes) -> str:
    """The domain of an accepted article, else its source; empty if it names neither."""
    return _text_at(value, value.rfind(b'"domain":')) or _source(value)


def owner_of_cleaned(value: bytes) -> str:
    """The domain of a cleaned article, else its source; empty if it names neither."""
    return _text_at(value, value.find(b'"domain":')) or _source(value)


def _source(value: bytes) -> str:
    return _text_at(value, value.find(b'"source":'))


def _text_at(value: bytes, at: int) -> str:
    """The text of the key at this index; empty if there is none."""
    found = _KEY_AND_TEXT.match(value, at) if at >= 0 else None
    return found[1].decode("utf-8", "replace") if found else ""
