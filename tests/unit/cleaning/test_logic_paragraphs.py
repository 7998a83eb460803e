"""Paragraphs as scrapers leave them: wrapped, a line each, run together."""

import textwrap

import pytest

from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned

FOOTER = "Join the Ellery Courier mailing list"
PIECES = [TITLE, SIGNATURE, *PARAGRAPHS, FOOTER]


def wrapped(width: int, indent: str = "") -> list[str]:
    return [textwrap.fill(piece, width, initial_indent=indent) for piece in PIECES]


# With nothing between, a paragraph whose last line is full can't be told from one that goes on:
# these widths leave room at the end of each.
LAYOUTS = {
    "a blank line between": "\n\n".join(PIECES),
    "a line each": "\n".join(PIECES),
    "wrapped at 72, a blank line between": "\n\n".join(wrapped(72)),
    "wrapped at 72, nothing between": "\n".join(wrapped(72)),
    "wrapped at 64, nothing between": "\n".join(wrapped(64)),
    "wrapped at 72, indented": "\n".join(wrapped(72, "   ")),
    "wrapped at 76 as on Windows": "\n".join(wrapped(76)).replace("\n", "\r\n"),
    "run together": "".join(PIECES),
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_gives_the_same_article(text: str) -> None:
    article = cleaned(text)

    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04"


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_blocks_lie_where_they_say(text: str) -> None:
    for block in split(text):
        assert "".join(text[block.start : block.end].split()) == "".join(block.text.split())
