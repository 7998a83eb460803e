"""Dates that a page shows its readers."""

from services.cleaning.html import visible_dates
from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.html.visible_dates import VisibleDates
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def block(text: str, region: str | None = None) -> VisibleBlock:
    return VisibleBlock(text, "p", region, 0.0)


BODY = [block(paragraph) for paragraph in PARAGRAPHS]


def find(*blocks: VisibleBlock, tag: str | None = None) -> VisibleDates:
    return visible_dates.find(blocks, TITLE, tag, "en", True)


def published(dates: VisibleDates) -> tuple[str, str] | None:
    return (dates.published.value[0], dates.published.method) if dates.published else None


def test_the_date_near_the_headline_is_that_of_publication() -> None:
    found = find(block(TITLE), block("March 4, 2019"), *BODY, block("Published: May 1, 2020"))

    assert published(found) == ("2019-03-04", "date_line")
    assert found.modified is None


def test_dates_below_the_headline_go_before_those_above() -> None:
    found = find(block("May 1, 2020"), block(TITLE), block("March 4, 2019"), *BODY)

    assert published(found) == ("2019-03-04", "date_line")


def test_the_last_change_is_kept_apart() -> None:
    found = find(block(TITLE), block("March 4, 2019"), block("Updated March 6, 2019"), *BODY)

    assert published(found) == ("2019-03-04", "date_line")
    assert found.modified is not None
    assert found.modified.value == "2019-03-06"


def test_a_labelled_date_elsewhere_is_the_second_choice() -> None:
    found = find(block(TITLE), *BODY, *BODY, *BODY, block("Published: March 4, 2019"))

    assert published(found) == ("2019-03-04", "labelled_date")


def test_a_date_that_ends_the_title_tag_is_the_third() -> None:
    assert published(find(*BODY, tag="Courier | March 4, 2019")) == ("2019-03-04", "title_tag")


def test_the_only_date_of_a_page_is_the_last() -> None:
    assert published(find(*BODY, block("March 4, 2019"))) == ("2019-03-04", "only_date")
    assert published(find(*BODY, block("March 4, 2019"), block("May 1, 2020"))) is None


def test_dates_of_other_articles_and_captions_do_not_count() -> None:
    found = find(block(TITLE), block("March 4, 2019", "related"), *BODY)

    assert found == VisibleDates()
