"""The role of each block of a text."""

import numpy as np

from services.cleaning.lines.boilerplate_phrases import kinds_of
from services.cleaning.lines.split import Block
from services.cleaning.text import line_roles
from services.cleaning.text_normalisation import comparison_key
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def roles(lines: list[str], body: list[float], title: int | None) -> list[line_roles.Role | None]:
    blocks = [Block.of(line) for line in lines]
    keys = [comparison_key(line) for line in lines]
    return line_roles.assign_roles(blocks, keys, np.array(body), title)


def test_each_block_has_its_role_by_place_and_probability() -> None:
    lines = ["Port Ellery", TITLE, PARAGRAPHS[0], "The harbour", PARAGRAPHS[1], "Low tide", "Share"]

    found = roles(lines, [0.1, 0.1, 0.9, 0.2, 0.9, 0.1, 0.1], 1)

    assert found == [
        ("banner", "above_title"),
        ("title", "headline_model"),
        None,
        ("other", "unlike_body"),
        None,
        ("footer", "below_body"),
        ("share", "phrase_share"),
    ]


def test_long_lines_that_repeat_are_no_part_of_the_body() -> None:
    lines = [TITLE, PARAGRAPHS[0], TITLE, PARAGRAPHS[0], PARAGRAPHS[1], "Yes.", "Yes."]

    found = roles(lines, [0.1, *[0.9] * 6], 0)

    assert found[1:] == [
        None,
        ("repeat", "headline_again"),
        ("repeat", "line_again"),
        None,
        None,
        None,
    ]


def test_a_line_that_stands_three_times_is_of_the_page() -> None:
    found = roles([TITLE, *[PARAGRAPHS[0]] * 3, PARAGRAPHS[1]], [0.1, *[0.9] * 4], 0)

    assert found[1:4] == [("repeat", "line_said_often")] * 3


def test_few_page_lines_are_removed_and_many_stay() -> None:
    few = ["Newsletter", *PARAGRAPHS]
    many = ["Newsletter of the harbour, in five words", PARAGRAPHS[4]]

    for lines, left in ((few, len(PARAGRAPHS)), (many, 2)):
        blocks, kinds = [Block.of(line) for line in lines], [kinds_of(line) for line in lines]
        found: list[line_roles.Role | None] = [None] * len(lines)
        line_roles.remove_page_lines(blocks, kinds, found)
        assert found.count(None) == left


def test_of_a_text_without_paragraphs_its_headline_is_kept() -> None:
    lines = ["Share", "Low tide at dawn", "Port Ellery harbour is dry again"]
    blocks, kinds = [Block.of(line) for line in lines], [kinds_of(line) for line in lines]

    assert line_roles.only_line_to_keep(blocks, kinds, 1) == 1
    assert line_roles.only_line_to_keep(blocks, kinds, None) == 2
    assert line_roles.only_line_to_keep(blocks[:1], kinds[:1], 0) is None


CUT = "The work will cost 214 million crowns, two thirds of it from the flood fund. AFP"
SHORT = "It was not clear when the court would answer."


def raised(lines: list[str], body: list[float], title: int | None, signed: set[int]) -> list[int]:
    """The indices of blocks that count as body though their probability is lower."""
    blocks = [Block.of(line) for line in lines]
    kinds = [kinds_of(line) for line in lines]
    keys = [comparison_key(line) for line in lines]
    after = line_roles.with_sentences(blocks, kinds, keys, np.array(body), title, signed)
    assert [value for value in after if value < 0.5] == [
        value for value, new in zip(body, after, strict=True) if new < 0.5
    ]
    return [i for i, value in enumerate(body) if after[i] > value]


def test_a_doubtful_sentence_of_a_wire_s_text_is_of_the_body() -> None:
    lines = [TITLE, "By Orla Bredeveld", SHORT, *PARAGRAPHS[:2], SHORT + " So it goes.", CUT]
    body = [0.1, 0.1, 0.3, 0.9, 0.9, 0.3, 0.3]

    assert raised(lines, body, 0, {1}) == [2, 5, 6]
    assert raised(lines, [*body[:-1], 0.1], 0, {1}) == [2, 5]


def test_below_the_body_of_a_wire_s_text_the_first_other_line_ends_it() -> None:
    lines = [TITLE, *PARAGRAPHS[:2], "Share", CUT, "The editors recommend", SHORT]

    assert raised(lines, [0.1, 0.9, 0.9, 0.1, 0.3, 0.1, 0.3], 0, set()) == [4]


def test_in_the_text_of_a_page_the_model_alone_decides() -> None:
    text = [*PARAGRAPHS[:2], CUT]
    body = [0.9, 0.9, 0.3]

    assert raised(["Port Ellery", "Tides", TITLE, *text], [0.1, 0.1, 0.1, *body], 2, set()) == []
    assert raised([text[0], "Share", *text[1:]], [0.9, 0.1, 0.9, 0.3], None, set()) == []
    assert raised([*text[:1], *text], [0.9, *body], None, set()) == []
    assert raised(text, [0.1, 0.1, 0.3], None, set()) == []
