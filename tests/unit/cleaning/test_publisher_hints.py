"""What a publisher says of an article counts where the article says less."""

from datetime import UTC, datetime

import pytest

from schemas.articles import Author, RawArticle
from services.cleaning.finding import Finding
from services.cleaning.publisher_hints import apply_hints
from services.cleaning.text.extract import ExtractedArticle

LIMIT = datetime(2024, 5, 1, tzinfo=UTC)
RAW = RawArticle(
    text="…",
    title="Tidal Barrier Approved",
    authors=["By Orla Bredeveld"],
    published_at="2019-03-04T16:05:00Z",
)


def found(confidence: float) -> ExtractedArticle:
    """Other values than the publisher's."""
    return ExtractedArticle(
        title=Finding("Low Tide", "h1", confidence),
        authors=Finding((Author(name="Tomas Quill", role=None),), "byline", confidence),
        published=Finding(("2019-03-09", "day"), "date_line", confidence),
    )


def test_hints_fill_what_is_missing() -> None:
    parts = ExtractedArticle()

    apply_hints(parts, RAW, LIMIT)

    assert parts.title is not None
    assert parts.authors is not None
    assert parts.published is not None
    assert (parts.title.value, parts.title.method) == ("Tidal Barrier Approved", "publisher_hint")
    assert [author.name for author in parts.authors.value] == ["Orla Bredeveld"]
    assert parts.published.value == ("2019-03-04T16:05:00+00:00", "second")
    assert parts.warnings == []


def test_what_is_surer_than_a_hint_stays_with_a_warning() -> None:
    sure, unsure = found(0.9), found(0.4)

    apply_hints(sure, RAW, LIMIT)
    apply_hints(unsure, RAW, LIMIT)

    assert sure.title is not None
    assert unsure.title is not None
    assert (sure.title.value, unsure.title.value) == ("Low Tide", "Tidal Barrier Approved")
    expected = ["title_differs", "authors_differ", "published_differs"]
    for parts in (sure, unsure):
        assert parts.warnings == [f"{name}_from_hint" for name in expected]


def test_a_hint_that_agrees_makes_surer() -> None:
    parts = ExtractedArticle(
        title=Finding("TIDAL BARRIER APPROVED", "h1", 0.8),
        published=Finding(("2019-03-04", "day"), "date_line", 0.8),
    )

    apply_hints(parts, RAW, LIMIT)

    assert parts.title == Finding("TIDAL BARRIER APPROVED", "h1+publisher_hint", 0.97)
    assert parts.published is not None
    assert parts.published.value[0] == "2019-03-04T16:05:00+00:00"
    assert parts.warnings == []


def test_a_date_that_cannot_be_is_not_believed() -> None:
    parts = ExtractedArticle()

    apply_hints(parts, RawArticle(text="…", published_at="2031-01-01"), LIMIT)

    assert parts.published is None
    assert parts.warnings == ["published_hint_not_believed"]


@pytest.mark.parametrize(
    ("written", "language", "month_first", "value"),
    [
        ("03/04/2019 9:05 PM", "en", True, "2019-03-04T21:05"),
        ("03/04/2019 9:05 PM", "en", False, "2019-04-03T21:05"),
        ("4 listopada 2018", "pl", False, "2018-11-04"),
        ("4. listopada 2018.", "hr", False, "2018-10-04"),
        ("1551715500", None, False, "2019-03-04T16:05:00+00:00"),
        ("4 March 1861", "en", True, "1861-03-04"),
        ("4 Mar 19", "en", True, "2019-03-04"),
    ],
)
def test_a_date_is_read_as_the_language_writes_it(
    written: str, language: str | None, month_first: bool, value: str
) -> None:
    parts = ExtractedArticle()

    apply_hints(parts, RawArticle(text="…", published_at=written), LIMIT, language, month_first)

    assert parts.published is not None
    assert parts.published.value[0] == value


@pytest.mark.parametrize(
    "written",
    ["0001-01-01T00:00:00Z", "1900-01-01", "1970-01-01T00:00:00Z", "1969-12-31T19:00:00-05:00",
     "1601-01-01T00:00:00Z", "1899-12-30T00:00:00", "/Date(-62135596800000)/", "4 Mar 29", "0"],
)  # fmt: skip
def test_what_programs_write_for_no_date_is_none(written: str) -> None:
    parts = ExtractedArticle()

    apply_hints(parts, RawArticle(text="…", published_at=written), LIMIT)

    assert parts.published is None
    assert parts.warnings == ["published_hint_not_believed"]
