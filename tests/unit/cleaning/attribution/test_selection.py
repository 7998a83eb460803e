"""Which of several bylines and dates is the article's."""

import pytest

from services.cleaning.attribution import byline, selection
from services.cleaning.attribution.attribution_lines import find_attributions
from services.cleaning.attribution.selection import ChosenAttribution
from services.cleaning.lines.split import Block, split
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

PROSE = " ".join(PARAGRAPHS)


def choose(*lines: str, site: str | None = None) -> ChosenAttribution:
    """The choice for lines below a headline, with the body below them."""
    blocks: list[Block] = split("\n\n".join([TITLE, *lines, *PARAGRAPHS]))
    attributions = find_attributions(blocks, range(len(lines) + 1))
    return selection.choose(blocks, attributions, 0, len(blocks), PROSE, site)


def test_a_line_that_calls_itself_a_byline_goes_before_a_mere_name() -> None:
    chosen = choose("Tomas Quill", "By Orla Bredeveld")

    assert chosen.authors is not None
    assert [author.name for author in chosen.authors.value] == ["Orla Bredeveld"]


def test_a_name_that_the_body_mentions_is_no_author() -> None:
    assert choose("Ines Calloway").authors is None


def test_the_span_is_that_of_the_line() -> None:
    chosen = choose("By Orla Bredeveld", "March 4, 2019")

    assert chosen.published is not None
    assert chosen.published.span is not None
    assert chosen.published.value == ("2019-03-04", "day")
    text = "\n\n".join([TITLE, "By Orla Bredeveld", "March 4, 2019"])
    assert text[chosen.published.span.start : chosen.published.span.end] == "March 4, 2019"


def test_the_day_of_the_last_change_stands_in_where_no_other_date_is() -> None:
    chosen = choose("Updated March 6, 2019 10:20")

    assert chosen.modified is not None
    assert chosen.published is not None
    assert chosen.modified.value == "2019-03-06T10:20"
    assert (chosen.published.value, chosen.published.method) == (
        ("2019-03-06", "day"),
        "date_of_update",
    )


def test_where_the_site_is_an_author_its_credit_stays_as_it_is_written() -> None:
    chosen = choose("By Ellery Courier", site="ellerycourier")

    assert chosen.authors is not None
    assert [author.name for author in chosen.authors.value] == ["Ellery Courier"]


@pytest.mark.parametrize(
    ("prose", "may"),
    [
        ("The council met on Tuesday.", True),
        ("A viewer saw it from the harbours.", True),
        ("It has a view of the sea.", False),
        ("view", False),
        ("The council met at Harbour View.", False),
    ],
)
def test_words_of_the_body_sign_no_text(prose: str, may: bool) -> None:
    read = byline.read("Harbour View")

    assert read is not None
    assert selection.can_be_author(read, prose) is may
