"""Finds what ends a text without being of the article: end signs, notices, notes on the author."""

import re
from collections.abc import Iterator, Sequence

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import Block
from services.cleaning.text.line_roles import Role

_END_SIGN = re.compile(
    rf"[\W_]*|[-–—*#(+=\s]+{any_of(WORDS['lines.end_signs'])}[-–—*#)+=.\s]*|(?-i:ENDS?|ENDE|FIN)",
    re.IGNORECASE,
)
_NOTICE = re.compile(any_of(WORDS["lines.notices"]), re.IGNORECASE)
_BIO = re.compile(any_of(WORDS["lines.author_bio"]), re.IGNORECASE)
_NOTE = re.compile(any_of(WORDS["lines.author_notes"]), re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:(?<![\w.])@\w{2,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+)"
    r"|\b(?:twitter|instagram|facebook|bluesky|mastodon|threads|linkedin|x)\b",
    re.IGNORECASE,
)

# Set by hand.
_LONGEST_NOTE = 45  # words of a note on the author
_LABEL = 3  # words beside an address
_LAST, _FIRST = 6, 2  # blocks at the end and at the start that may be a notice


def find(blocks: Sequence[Block], kept: Sequence[int]) -> Iterator[tuple[int, Role]]:
    """Which of the ``kept`` blocks are a notice at the end, or at the start, and their roles."""
    signs = [i for i in kept if _END_SIGN.fullmatch(blocks[i].text)]
    yield from ((i, ("footer", "end_sign")) for i in signs)
    left = [i for i in kept if i not in signs]
    for i in left[:-_LAST:-1]:
        rule = _rule_of(blocks[i])
        if rule is None or len(left) == 1:
            break
        left.pop()
        yield i, ("credit" if rule == "author_note" else "footer", rule)
    for i in left[:_FIRST]:
        if _NOTICE.search(blocks[i].text) and len(left) > 1:
            yield i, ("footer", "notice")


def find_bios(
    blocks: Sequence[Block], kept: Sequence[int], authors: Sequence[str]
) -> Iterator[tuple[int, Role]]:
    """Which of the last ``kept`` blocks begin with the name of one of the ``authors``."""
    for i in kept[: -len(authors) - 1 : -1]:
        block = blocks[i]
        is_bio = block.words <= _LONGEST_NOTE and any(
            block.text.startswith(name) and _BIO.match(block.text[len(name) :].lstrip(", "))
            for name in authors
        )
        if not is_bio or i == kept[0]:
            break
        yield i, ("credit", "author_note")


def _rule_of(block: Block) -> str | None:
    text = block.text
    if _NOTICE.search(text):
        return "notice"
    if block.words > _LONGEST_NOTE or not _ADDRESS.search(text):
        return None
    is_note = _NOTE.search(text) or len(_ADDRESS.sub(" ", text).split()) <= _LABEL
    return "author_note" if is_note else None
