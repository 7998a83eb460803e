"""Entries of a list open alike, and a list may be made of every other line."""

import numpy as np
import pytest

from services.cleaning.lines import list_features
from services.cleaning.lines.features import NAMES, UrlClues, describe
from services.cleaning.lines.split import split
from tests.unit.cleaning.makers import PARAGRAPHS

ITEMS = [f"{i}) Old Town: {120 + 7 * i} metres of wall" for i in range(1, 7)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("* Fish Market", "*"),
        ("12) Old Town", "0)"),
        ("3) Old Town", "0)"),
        ("June 9 - Port Ellery", "A0"),
        ("https://ellery.example/a", "http"),
        ("Rating: true", ":"),
        ("The lower end of Old Town", "A1"),
        (PARAGRAPHS[0], "prose"),
    ],
)
def test_lines_of_a_list_open_alike(text: str, form: str) -> None:
    assert list_features.opening_form(split(text)[0]) == form


def test_every_other_line_may_make_a_run() -> None:
    links = [f"https://ellery.example/{i}" for i in range(len(ITEMS))]
    lines = [line for pair in zip(ITEMS, links, strict=True) for line in pair]

    rows = describe(split("\n".join([PARAGRAPHS[0], *lines, PARAGRAPHS[1]])), UrlClues())

    size = np.expm1(rows[:, NAMES.index("run_size")])
    assert size[1:-1] == pytest.approx(len(ITEMS))


def test_no_blocks_give_no_rows() -> None:
    none = np.zeros(0)

    assert list_features.describe([], none, none, none).shape == (0, len(list_features.NAMES))
