"""Codes are said in words."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle, Entity, Published
from services.cleaning import page_kinds
from services.cli import words
from services.tagging.logic import NO_MODEL
from services.tagging.mentions.boundaries import NAME_LABELS, VALUE_LABELS


@pytest.mark.parametrize(
    ("value", "precision", "said"),
    [
        ("2024", "year", "2024"),
        ("2024-03", "month", "2024-03"),
        ("2024-03-14", "day", "2024-03-14"),
        ("2024-06-02T18:35:10+01:00", "second", "2 June 2024, 18:35 +01:00"),
        ("2024-06-02T18:35-03:30", "minute", "2 June 2024, 18:35 -03:30"),
        ("2024-02-20T07:00:00+00:00", "minute", "20 February 2024, 07:00 UTC"),
        ("2024-02-20T07:00:00Z", "minute", "20 February 2024, 07:00 UTC"),
        ("2024-02-20T07:00:00", "second", "20 February 2024, 07:00"),
        ("2024-02-20T07", "hour", "20 February 2024, 7 h"),
        ("soon", "minute", "soon"),
    ],
)
def test_a_moment_is_as_exact_as_the_page_is(value: str, precision: str, said: str) -> None:
    published = Published.model_validate(
        {"value": value, "precision": precision, "method": "byline", "confidence": 1}
    )
    assert words.moment(published) == said


@pytest.mark.parametrize(
    ("value", "precision", "said"),
    [
        ("2026", "year", "2026"),
        ("2026-03", "month", "March 2026"),
        ("2026-03-04", "day", "4 March 2026"),
        ("2026-03-04T17:30+01:00", "day", "4 March 2026"),
        ("2026-03-04T17+01:00", "hour", "4 March 2026, 17 h +01:00"),
        ("2026-03-04T17:30+01:00", "minute", "4 March 2026, 17:30 +01:00"),
        ("2026-03-04T17:30", "minute", "4 March 2026, 17:30"),
        ("2026-03-04T17:30:05Z", "second", "4 March 2026, 17:30 UTC"),
        ("2026-03-04", None, "4 March 2026"),
        ("2026-03-04T17:30:05-05:00", None, "4 March 2026, 17:30 -05:00"),
        ("soon", None, "soon"),
        ("2026-13-04", "day", "2026-13-04"),
    ],
)
def test_dates(value: str, precision: str | None, said: str) -> None:
    assert words.date_in_words(value, precision) == said


@given(st.text(), st.sampled_from([None, "year", "month", "day", "hour", "minute", "second"]))
def test_what_is_no_date_harms_nothing(value: str, precision: str | None) -> None:
    assert isinstance(words.date_in_words(value, precision), str)


def test_moments_are_in_utc() -> None:
    at = datetime(2026, 3, 4, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert words.moment_in_words(at) == "3 March 2026, 23:30 UTC"
    assert words.moment_in_words(datetime(2026, 3, 4, tzinfo=UTC)) == "4 March 2026, 00:00 UTC"


@pytest.mark.parametrize(
    ("code", "name"), [("de", "German"), ("pt-BR", "Portuguese (Brazil)"), ("xx", "xx"), ("?", "?")]
)
def test_languages_have_names(code: str, name: str) -> None:
    assert words.language(code) == name


def test_every_warning_of_the_services_has_words() -> None:
    kinds = {page_kinds.HOME, page_kinds.LIST, page_kinds.PAYWALL, page_kinds.VIDEO}
    told = re.findall(r"`(\w+)`", CleanedArticle.model_fields["warnings"].description or "")
    assert kinds | {NO_MODEL, *told} <= set(words.WARNINGS)
    assert words.warning("no_authors") == "no author was found"
    assert words.warning("quite_new") == "quite new"


def test_names_stand_with_what_they_name() -> None:
    def entity(type: str, name: str) -> Entity:
        return Entity(id=name, type=type, name=name, count=1, salience=0.5, mentions=[])

    found = [entity("GPE", "Benin"), entity("DATE", "Sunday"), entity("PERSON", "Ann")]
    found += [entity("FAC", "Corban Hotel"), entity("SOMETHING", "x")]
    assert words.names_by_kind(found) == {"people": ["Ann"], "places": ["Benin", "Corban Hotel"]}


def test_numbers_of_things() -> None:
    assert words.many(1, "article") == "1 article"
    assert words.many(1200, "entity", "entities") == "1,200 entities"


def test_every_type_of_entity_has_a_word() -> None:
    assert {*words.ONE_OF} == NAME_LABELS | VALUE_LABELS
    assert {*words.KINDS} == NAME_LABELS
