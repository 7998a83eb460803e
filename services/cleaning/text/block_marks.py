"""Takes a text apart before it is read by lines, and says what its marks tell of its blocks."""

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from typing import NamedTuple

from schemas.articles import Author, Span
from services.cleaning.attribution import byline, dates
from services.cleaning.attribution.dates import Precision
from services.cleaning.finding import Finding
from services.cleaning.lines.split import Block
from services.cleaning.text import mail, markdown, runs
from services.cleaning.text.markup import Line, Markup

_ADDRESS = re.compile(r"[<(\[].*|[\"*]")
"""What stands beside the name of a mail's sender."""
_SENT, _SENDER = 0.65, 0.4  # confidence, set by hand: below that of what the article says itself


class BlockMarks(NamedTuple):
    """The blocks that marks call headlines, parts of the body, and entries of a list.

    ``is_page`` says that the marks are of more than an article's body.
    """

    headlines: frozenset[int]
    parts: frozenset[int]
    entries: frozenset[int]
    is_page: bool


def take_apart(raw: str) -> Markup:
    """The text without the marks of mail and markdown, as long as the raw text."""
    markup = Markup(raw)
    mail.take_apart(markup)
    markdown.take_apart(markup)
    return markup


def marks_of(blocks: Sequence[Block], markup: Markup, listed: Set[str]) -> BlockMarks:
    """The marks of ``blocks``; texts that are ``listed`` are parts of the body."""
    ends = [block.end for block in blocks]

    def at(places: Sequence[int]) -> set[int]:
        return {i for place in places if (i := bisect_right(ends, place)) < len(blocks)}

    entries = at(markup.entries) | {i for i, block in enumerate(blocks) if block.text in listed}
    headlines = frozenset(at(markup.headlines))
    return BlockMarks(
        headlines,
        frozenset(entries | at(markup.headings)),
        runs.entries(blocks, entries) - headlines,
        markup.is_page or bool(headlines),
    )


def date_sent(
    markup: Markup, language: str | None, month_first: bool
) -> Finding[tuple[str, Precision]] | None:
    """When a mail was sent; the other arguments are those of ``dates.find``."""
    if markup.date is None:
        return None
    found = dates.find(markup.date.text, language, month_first=month_first)
    if not found:
        return None
    return Finding((found[0].value, found[0].precision), "mail_header", _SENT, _span(markup.date))


def sender(markup: Markup) -> Finding[tuple[Author, ...]] | None:
    """Who sent a mail, if the header has both name and address."""
    if markup.sender is None or "@" not in markup.sender.text:
        return None
    named = byline.read(_ADDRESS.sub("", markup.sender.text))
    return Finding(named.authors, "mail_header", _SENDER, _span(markup.sender)) if named else None


def _span(line: Line) -> Span:
    return Span(start=line.start, end=line.end)
