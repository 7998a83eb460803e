"""Makes strangers' text harmless where it is shown: on a terminal, in a log, on a page.

Text may hold commands for the terminal, or turn the direction in which it is read.
"""

import re

HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""C0 and C1 controls but tab and line feed, DEL, separators of lines and paragraphs, marks that
turn the direction of writing, and halves of characters."""


def escaped(text: str) -> str:
    r"""The text with every harmful character written as ``\u001b``.

    JSON writes them so too: a line of JSON stays JSON, with the same value. Idempotent.
    """
    return HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str) -> str:
    """The same, with tabs and line feeds escaped too."""
    return escaped(text).replace("\n", "\\n").replace("\t", "\\t")
