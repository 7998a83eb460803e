"""Codes become words, no more exactly than the page says."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle
from services.cli.accounting.article_words import (
    WARNINGS,
    date_in_words,
    language_in_words,
    moment_in_words,
    warning_in_words,
)


@pytest.mark.parametrize(
    ("value", "precision", "words"),
    [
        ("2026", "year", "2026"),
        ("2026-03", "month", "March 2026"),
        ("2026-03-04", "day", "4 March 2026"),
        ("2026-03-04T17:30+01:00", "day", "4 March 2026"),
        ("2026-03-04T17+01:00", "hour", "4 March 2026, 17 h +01:00"),
        ("2026-03-04T17:30+01:00", "minute", "4 March 2026, 17:30 +01:00"),
        ("2026-03-04T17:30", "minute", "4 March 2026, 17:30"),
        ("2026-03-04T17:30:05Z", "second", "4 March 2026, 17:30:05 UTC"),
        ("2026-03-04", None, "4 March 2026"),
        ("2026-03-04T17:30:05-05:00", None, "4 March 2026, 17:30 -05:00"),
        ("soon", None, "soon"),
        ("2026-13-04", "day", "2026-13-04"),
    ],
)
def test_dates(value: str, precision: str | None, words: str) -> None:
    assert date_in_words(value, precision) == words


@given(st.text(), st.sampled_from([None, "year", "month", "day", "hour", "minute", "second"]))
def test_what_is_no_date_harms_nothing(value: str, precision: str | None) -> None:
    assert isinstance(date_in_words(value, precision), str)


def test_moments_are_in_utc() -> None:
    at = datetime(2026, 3, 4, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moment_in_words(at) == "3 March 2026, 23:30 UTC"
    assert moment_in_words(datetime(2026, 3, 4, tzinfo=UTC)) == "4 March 2026, 00:00 UTC"


def test_every_warning_of_the_contract_has_words() -> None:
    described = CleanedArticle.model_fields["warnings"].description or ""
    codes = set(re.findall(r"`(\w+)`", described))
    assert codes <= set(WARNINGS)
    assert warning_in_words("brand_new") == "brand_new"


def test_languages() -> None:
    assert language_in_words("de") == "German"
    assert language_in_words("pt-BR").startswith("Portuguese")
    assert language_in_words("not a language") == "not a language"
