"""Lines that say who wrote an article and when, and the lines around them."""

import pytest

from services.cleaning.attribution.attribution_lines import (
    ends_in_full_stop,
    find_attributions,
    is_section,
    layout_score,
    read_attribution,
    signed_by,
)
from services.cleaning.lines.split import Block
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE


@pytest.mark.slow
def test_a_line_may_say_who_and_when() -> None:
    attribution = read_attribution(SIGNATURE, "en", True)

    assert attribution is not None
    assert attribution.byline is not None
    assert [author.name for author in attribution.byline.authors] == ["Orla Bredeveld"]
    assert [one.value for one in attribution.dates] == ["2019-03-04"]
    assert attribution.is_explicit
    assert attribution.stands_alone


@pytest.mark.slow
def test_a_caption_with_a_date_does_not_stand_alone() -> None:
    caption = "The old pier of Port Ellery at low tide, seen from the lighthouse on March 4, 2019"
    attribution = read_attribution(caption, "en", True)

    assert attribution is not None
    assert attribution.is_explicit
    assert not attribution.stands_alone


def test_a_mere_name_is_not_explicit() -> None:
    attribution = read_attribution("Orla Bredeveld", None, False)

    assert attribution is not None
    assert not attribution.is_explicit


def test_prose_is_no_attribution() -> None:
    blocks = [Block.of(line) for line in (TITLE, SIGNATURE, *PARAGRAPHS)]

    assert list(find_attributions(blocks, range(len(blocks)))) == [1]


def test_a_by_on_the_line_before_marks_a_name() -> None:
    alone = [Block.of("Orla Bredeveld")]
    below = [Block.of("By"), Block.of("Orla Bredeveld")]

    assert not find_attributions(alone, [0])[0].is_explicit
    assert find_attributions(below, [1])[1].is_explicit


def test_how_surely_a_line_names_someone() -> None:
    blocks = [Block.of(line) for line in (TITLE, "Orla Bredeveld", "March 4, 2019")]

    signed = signed_by(blocks, find_attributions(blocks, range(3)))

    assert signed[0] == 0.0
    assert 0.0 < signed[1] < signed[2] == 1.0


def test_lines_that_end_in_a_full_stop() -> None:
    blocks = [Block.of(line) for line in ("It is dry.", "老城区。", "Is it dry?", "Dry")]

    assert ends_in_full_stop(blocks).tolist() == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("line", "kinds", "expected"),
    [
        ("Coast and Sea", frozenset(), True),
        ("Menu", frozenset({"navigation"}), False),
        ("It was dark.", frozenset(), False),
        ("All that we wrote about the coast last year", frozenset(), False),
    ],
)
def test_a_section_is_a_short_line_of_its_own(
    line: str, kinds: frozenset[str], expected: bool
) -> None:
    assert is_section(Block.of(line), kinds) is expected


def test_a_headline_stands_just_above_byline_and_body() -> None:
    title = Block.of(TITLE)

    near = layout_score(title, 0, 2, [1], 1)

    assert 0.0 < layout_score(title, 0, 20, [], 1) < near <= 1.0
    assert layout_score(Block.of(PARAGRAPHS[0]), 0, 2, [1], 1) == 0.0


@pytest.mark.parametrize(
    "line",
    [
        "May 2, 1934 – March 5, 2019",
        "Born May 2, 1934",
        "Tomas Hale, fisherman, born 2 May 1934; died 5 March 2019",
        "* 2. Mai 1934   † 5. März 2019",
        "geboren am 2. Mai 1934",
        "Née le 2 mai 1934, décédée le 5 mars 2019",
        "Nació el 2 de mayo de 1934",
        "Died: March 5, 2019",
    ],
)
def test_dates_of_a_life_are_not_of_the_article(line: str) -> None:
    assert read_attribution(line, None, month_first=True) is None


@pytest.mark.parametrize(
    "line",
    ["Published March 4, 2016, updated March 5, 2019", "March 4, 2019 - March 5, 2019", "4.3.2019"],
)
def test_other_dates_are(line: str) -> None:
    found = read_attribution(line, None, month_first=True)
    assert found is not None
    assert found.dates
