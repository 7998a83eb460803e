"""Dates told from the moment of fetching, and dates that can't be."""

from datetime import UTC, datetime

import pytest

from services.cleaning.attribution import relative_dates
from tests.unit.cleaning.makers import PARAGRAPHS, RECEIVED, TITLE, cleaned, page

pytestmark = pytest.mark.slow

FETCHED = datetime(2024, 3, 5, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "value", "precision"),
    [
        ("3 hours ago", "en", "2024-03-05T09:00+00:00", "hour"),
        ("Published 5 minutes ago", "en", "2024-03-05T12:25+00:00", "minute"),
        ("Yesterday", "en", "2024-03-04", "day"),
        ("Yesterday at 14:05", "en", "2024-03-04T14:05", "minute"),
        ("vor 3 Stunden", "de", "2024-03-05T09:00+00:00", "hour"),
        ("il y a 2 jours", "fr", "2024-03-03", "day"),
        ("för 2 timmar sedan", "sv", "2024-03-05T10:00+00:00", "hour"),
        ("3時間前", "ja", "2024-03-05T09:00+00:00", "hour"),
        ("منذ 3 ساعات", "ar", "2024-03-05T09:00+00:00", "hour"),
        ("Jan. 26", "en", "2024-01-26", "day"),
        ("26. Dezember", "de", "2023-12-26", "day"),
    ],
)
def test_dates_are_counted_from_the_moment_of_fetching(
    text: str, language: str, value: str, precision: str
) -> None:
    found = relative_dates.find(text, language, FETCHED)

    assert [(one.value, one.precision) for one in found] == [(value, precision)]
    assert all(one.is_relative for one in found)


@pytest.mark.parametrize(
    "text", ["2 weeks ago", "142 views", "7 min read", "3 comments", "Chapter 3", "5", "", "Top 10"]
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert relative_dates.find(text, "en", FETCHED) == []


@pytest.mark.parametrize("told", ["3 hours ago", "Updated yesterday"])
def test_they_are_read_only_where_it_is_known_when_the_page_was_fetched(told: str) -> None:
    text = page(TITLE, "By Orla Bredeveld", told, *PARAGRAPHS)
    html = f"<h1>{TITLE}</h1><p>{told}</p>" + "".join(f"<p>{one}</p>" for one in PARAGRAPHS)

    for raw in ({"text": text}, {"html": html}):
        assert cleaned(**raw).published is None
        known = cleaned(**raw, fetched_at=FETCHED.isoformat())
        assert known.published is not None
        assert known.published.value[:10] in ("2024-03-05", "2024-03-04")


def test_a_date_in_full_goes_before_one_told_from_today() -> None:
    text = page(TITLE, "By Orla Bredeveld", "2 hours ago", "March 4, 2024", *PARAGRAPHS)

    article = cleaned(text, fetched_at=FETCHED.isoformat())

    assert article.published is not None
    assert (article.published.value, article.published.method) == ("2024-03-04", "date_line")


def test_no_date_after_the_page_was_fetched_or_got_here_is_believed() -> None:
    text = page(TITLE, "By Orla Bredeveld March 9, 2024", *PARAGRAPHS)
    late = page(TITLE, "By Orla Bredeveld March 9, 2025", *PARAGRAPHS)

    assert cleaned(text).published is not None
    assert cleaned(text, fetched_at=FETCHED.isoformat()).published is None
    assert cleaned(late).published is None
    after = RECEIVED.replace(year=2026).isoformat()  # a publisher's clock is not believed either
    assert cleaned(late, fetched_at=after).published is None


@pytest.mark.parametrize(
    ("fetched", "believed"),
    [
        ("2024-03-05T01:00:00", True),  # in New York
        ("2024-03-05", True),
        ("2024-03-03T01:00:00Z", False),
    ],
)
def test_a_time_of_fetching_without_its_zone_throws_no_date_away(
    fetched: str, believed: bool
) -> None:
    article = cleaned(
        page(TITLE, *PARAGRAPHS), published_at="2024-03-05T05:30:00Z", fetched_at=fetched
    )

    assert (article.published is not None) is believed


def test_a_hint_that_can_t_be_is_said_so() -> None:
    article = cleaned(page(TITLE, *PARAGRAPHS), published_at="2031-01-01")

    assert article.published is None
    assert "published_hint_not_believed" in article.warnings
