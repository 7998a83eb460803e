"""Blocks described by their words and by the other blocks of the page."""

import numpy as np

from services.cleaning.lines.features import NAMES, UrlClues, describe
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def column(lines: list[str], name: str, clues: UrlClues | None = None) -> list[float]:
    rows = describe(split("\n\n".join(lines)), clues or UrlClues())
    assert rows.shape == (len(lines), len(NAMES))
    return [float(value) for value in rows[:, NAMES.index(name)]]


def test_no_name_stands_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_no_blocks_give_no_rows() -> None:
    assert describe([], UrlClues()).shape == (0, len(NAMES))


def test_words_of_the_url_and_of_the_prose_are_found_in_a_line() -> None:
    clues = UrlClues(frozenset({"tidal", "barrier"}), "ellerycourier")
    lines = [TITLE, "The Ellery Courier", *PARAGRAPHS]

    slug, site = column(lines, "slug", clues), column(lines, "site", clues)
    overlap = column(lines, "overlap", clues)

    assert slug[0] > slug[1] == 0.0
    assert site == [0.0, 1.0, *[0.0] * len(PARAGRAPHS)]
    assert overlap[:2] == [0.5, 0.5]  # four of eight words, and one of two


def test_repeated_lines_know_what_they_are() -> None:
    lines = ["Coast", PARAGRAPHS[0], "Coast", PARAGRAPHS[1], "Coast"]

    assert column(lines, "repeated_before") == [0.0, 0.0, 1.0, 0.0, 1.0]
    assert column(lines, "repeated_after") == [1.0, 0.0, 1.0, 0.0, 0.0]
    assert column(lines, "repeated_often") == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_a_line_inside_its_neighbour_is_a_caption_of_it() -> None:
    lines = [f"{TITLE}, in pictures", TITLE, PARAGRAPHS[0]]

    assert column(lines, "inside_neighbour") == [0.0, 1.0, 0.0]


def test_each_block_sees_its_neighbours() -> None:
    lines = [TITLE, PARAGRAPHS[0], PARAGRAPHS[1]]

    assert column(lines, "prose@+1") == [1.0, 1.0, -0.5]
    assert column(lines, "prose@-1") == [-0.5, 0.0, 1.0]
    assert np.isfinite(describe(split("\n".join(lines)), UrlClues())).all()
