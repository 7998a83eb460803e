"""What is an article's body already, and what has a page around it."""

import numpy as np
import pytest

from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.split import Block
from services.cleaning.text.clean_body import (
    end_of_bare_body,
    has_page_lines,
    is_clean,
    is_page_line,
)
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

Kinds = list[frozenset[str]]


def blocks_of(*lines: str) -> tuple[list[Block], Kinds]:
    return [Block.of(line) for line in lines], [kinds_of(line) for line in lines]


def test_paragraphs_alone_are_clean() -> None:
    assert is_clean(*blocks_of(*PARAGRAPHS))
    assert not is_clean(*blocks_of())


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, *PARAGRAPHS],
        [*PARAGRAPHS, "Port Ellery"],
        [*PARAGRAPHS[:3], "Read more: A history of floods", *PARAGRAPHS[3:]],
        [*PARAGRAPHS, PARAGRAPHS[0]],
        [PARAGRAPHS[0], SIGNATURE, *PARAGRAPHS[1:]],
    ],
    ids=["headline", "short last line", "set phrase", "repeated paragraph", "byline"],
)
def test_anything_of_a_page_makes_a_text_unclean(lines: list[str]) -> None:
    assert not is_clean(*blocks_of(*lines))


def test_a_single_line_is_clean_unless_it_has_a_set_phrase() -> None:
    assert is_clean(*blocks_of("Low tide"))
    assert not is_clean(*blocks_of("Advertisement"))


def test_what_is_known_of_page_lines_is_believed() -> None:
    blocks, kinds = blocks_of(*PARAGRAPHS)

    assert not has_page_lines(blocks, kinds)
    assert not is_clean(blocks, kinds, of_page=True)


def test_prose_is_no_page_line_whatever_it_holds() -> None:
    assert is_page_line(Block.of("Newsletter"), frozenset({"newsletter"}))
    assert not is_page_line(Block.of(PARAGRAPHS[0]), frozenset({"newsletter"}))
    assert not is_page_line(Block.of("Low tide"), frozenset())


def test_a_bare_body_ends_with_the_last_block_that_may_be_of_it() -> None:
    blocks, kinds = blocks_of(*PARAGRAPHS[:3], "Port Ellery")

    assert end_of_bare_body(blocks, kinds, np.array([0.9, 0.9, 0.9, 0.1])) == 3
    assert end_of_bare_body(blocks, kinds, np.array([0.9, 0.9, 0.9, 0.3])) == 4
    assert end_of_bare_body(blocks, kinds, np.zeros(4)) is None


def test_a_headline_above_prose_opens_no_bare_body() -> None:
    blocks, kinds = blocks_of(TITLE, *PARAGRAPHS[:2])

    assert end_of_bare_body(blocks, kinds, np.array([0.6, 0.9, 0.9])) is None
    assert end_of_bare_body(blocks, kinds, np.array([0.9, 0.9, 0.9])) == 3
