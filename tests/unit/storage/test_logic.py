"""What the store should hold follows from the events alone, in whatever order they come."""

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.articles import EnrichedArticle, Published, StageRun
from services.storage.entity_merge import MAX_ENTITIES, observations
from services.storage.logic import (
    as_revision,
    document,
    order,
    plan,
    published_at,
    revision_id,
    shown_at,
)
from tests.unit.storage.make import enriched, entity


def test_a_document_is_the_articles_json_and_what_the_indexes_need() -> None:
    article = enriched(7, entities=[entity(), entity("PERSON:ada", "Ada"), entity()])
    stored = document(article)
    assert stored["_id"] == stored["article_id"] == article.article_id
    assert stored["entity_ids"] == ["wikidata:Q30", "PERSON:ada"]
    assert stored["published_at"] == datetime(2026, 1, 26, 8, tzinfo=UTC)
    assert EnrichedArticle.model_validate(stored) == article


def test_a_list_of_names_is_found_by_its_most_salient() -> None:
    article = enriched(entities=[entity(f"e{number}") for number in range(MAX_ENTITIES + 5)])
    assert document(article)["entity_ids"] == [f"e{number}" for number in range(MAX_ENTITIES)]
    assert len(document(article)["entities"]) == MAX_ENTITIES + 5
    assert len(observations([article])) == MAX_ENTITIES


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026", (2026, 1, 1)),
        ("2026-03", (2026, 3, 1)),
        ("2026-03-04", (2026, 3, 4)),
        ("2026-03-04T05:06", (2026, 3, 4, 5, 6)),
        ("2026-03-04T05:06:07Z", (2026, 3, 4, 5, 6, 7)),
        ("2026-03-04T05:06:07-05:00", (2026, 3, 4, 10, 6, 7)),
        ("2026-03-04T00:30+02:00", (2026, 3, 3, 22, 30)),
    ],
)
def test_published_at_is_the_start_of_what_is_known(value: str, expected: tuple[int, ...]) -> None:
    published = Published(value=value, precision="day", method="test", confidence=1.0)
    assert published_at(enriched(published=published)) == datetime(*expected, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    "value", ["", "yesterday", "2026-13", "2026-02-30", "0000", "0001-01-01T00:00+14:00", "20260"]
)
def test_a_time_that_cant_be_read_is_none(value: str) -> None:
    published = Published(value=value, precision="day", method="test", confidence=1.0)
    assert published_at(enriched(published=published)) is None
    assert published_at(enriched(published=None)) is None


def test_an_article_is_shown_by_its_date_else_by_when_it_reached_us() -> None:
    assert shown_at(enriched()) == datetime(2026, 1, 26, 8, tzinfo=UTC)
    came = enriched(published=None, timestamp=1_700_000_000_000)
    assert shown_at(came) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert document(came)["shown_at"] == shown_at(came)
    assert document(came)["published_at"] is None


@pytest.mark.parametrize("timestamp", [None, 0, 2**63 - 1])
def test_an_article_of_no_known_time_is_shown_by_none(timestamp: int | None) -> None:
    assert shown_at(enriched(published=None, timestamp=timestamp)) is None


def test_order_says_which_is_newer() -> None:
    oldest_first = [
        enriched(timestamp=None),
        enriched(timestamp=0),
        enriched(timestamp=999),
        enriched(timestamp=1_000),
        enriched(timestamp=1_000, version="0.2.0"),
        enriched(timestamp=1_000, version="0.10.0"),
        enriched(timestamp=10_000),
    ]
    orders = [order(article) for article in oldest_first]
    assert orders == sorted(set(orders))


def test_what_was_stored_before_stages_had_versions_of_their_own_is_older() -> None:
    article = enriched(timestamp=1_000)
    came = order(article).partition("/")[0]
    # Version 0.1.0 of cleaning with its model, then version 4 of tagging with its model.
    before = f"{came}/000000000001000000000002000003000001000004000003000007000001/{'f' * 32}"
    runs = [
        StageRun(name=name, version=version, model=model, seconds=0)
        for name, version, model in (
            ("intake", "1", None),
            ("cleaning", "1", "trafilatura 2.3.1"),
            ("tagging", "4", "md 3.7.1"),
        )
    ]
    assert order(article.model_copy(update={"stages": runs})) > before


def test_later_stages_replace_earlier_ones_whatever_their_models() -> None:
    def stored(cleaning: str, tagging: str, model: str, event: str = "e") -> str:
        runs = [
            StageRun(name="cleaning", version=cleaning, model=model, seconds=0),
            StageRun(name="tagging", version=tagging, model="md 3.7.1", seconds=0),
        ]
        return order(enriched().model_copy(update={"stages": runs, "event_id": event}))

    oldest_first = [
        stored("1", "4", "trafilatura 2.3.1"),
        stored("1", "4", "trafilatura 2.10.0"),
        stored("1", "5", "trafilatura 2.3.1"),
        stored("2", "1", "trafilatura 1.0"),
        stored("2", "1", "trafilatura 1.0", event="f"),
        stored("10", "1", "trafilatura 1.0"),
    ]
    assert oldest_first == sorted(set(oldest_first))


def test_the_newest_becomes_current_and_the_rest_are_earlier() -> None:
    a, b, c = (document(enriched(revision=name, timestamp=at)) for at, name in enumerate("abc"))
    change = plan(None, [b, c, a])
    assert (change.read, change.newest, change.is_needed, change.is_revision) == (
        None,
        c,
        True,
        False,
    )
    assert {one["_id"] for one in change.earlier} == {revision_id(a), revision_id(b)}

    change = plan(b, [c])
    assert (change.read, change.newest, change.is_revision) == (b, c, True)
    assert change.earlier == (as_revision(b),)

    change = plan(c, [a])
    assert not change.is_needed
    assert change.earlier == (as_revision(a),)


def test_a_replay_changes_nothing() -> None:
    current = document(enriched())
    change = plan(current, [document(enriched()), document(enriched())])
    assert (change.is_needed, change.is_revision, change.earlier) == (False, False, ())


def test_later_code_replaces_the_document_and_an_echo_of_earlier_code_does_not() -> None:
    old, new = document(enriched(version="0.9.0")), document(enriched(version="0.10.0"))
    assert plan(old, [new]).newest == new
    assert plan(old, [new]).earlier == ()
    assert plan(new, [old]).newest == new
    assert plan(new, [old]).earlier == ()


def test_content_that_returns_is_a_revision_of_its_own() -> None:
    first, second, third = (
        document(enriched(revision=name, timestamp=at)) for at, name in enumerate("aba")
    )
    change = plan(second, [third])
    assert change.newest == third
    assert change.is_revision
    assert change.earlier == (as_revision(second),)
    earlier = (as_revision(first), as_revision(second))
    assert plan(None, [third, first, second]).earlier == earlier


def test_lines_without_a_revision_are_told_apart_by_event() -> None:
    one, other = (document(enriched(revision=None, timestamp=None, version=v)) for v in "12")
    assert revision_id(one) != revision_id(other)
    assert plan(one, [other]).earlier == (as_revision(one),)


def said(content: str, timestamp: int, version: str = "1", **fields: Any) -> dict[str, Any]:
    """A document whose reader sees ``content``; its page is another one at every fetch."""
    revision = f"{content}{timestamp}"
    return document(
        enriched(revision=revision, timestamp=timestamp, version=version, content=content, **fields)
    )


def test_what_says_nothing_new_changes_only_when_it_was_last_seen() -> None:
    first, again = said("A", 1_000), said("A", 5_000)
    change = plan(first, [again])
    assert change.earlier == ()
    assert change.is_needed
    assert not change.is_revision
    changed = {"order", "last_seen_at"}
    assert {name for name in first if first[name] != change.newest[name]} == changed
    assert change.newest["last_seen_at"] == again["last_seen_at"]
    between = plan(change.newest, [said("A", 3_000)])
    assert not between.is_needed, "delivered late, or again"


def test_what_came_before_the_last_time_it_was_said_is_earlier() -> None:
    seen = plan(said("A", 1_000), [said("A", 5_000)]).newest
    late = said("B", 3_000)
    change = plan(seen, [late])
    assert (change.newest, change.earlier) == (seen, (as_revision(late),))


def test_later_versions_of_our_stages_replace_what_says_the_same() -> None:
    first, better = said("A", 1_000, "1"), said("A", 5_000, "2")
    newest = plan(first, [better]).newest
    assert (newest["event_id"], newest["stages"]) == (better["event_id"], better["stages"])
    assert (newest["origin"], newest["revision"]) == (first["origin"], first["revision"])
    assert plan(newest, [first]).newest == newest, "a late event of earlier code"


@pytest.mark.parametrize("stated", [{"meta": {"desk": "city"}}, {"url": "https://example.com/b"}])
def test_a_correction_beside_the_text_is_a_revision(stated: dict[str, Any]) -> None:
    first = said("A", 1_000)
    change = plan(first, [said("A", 5_000, **stated)])
    assert change.earlier == (as_revision(first),)


def test_an_address_with_another_scheme_is_the_same() -> None:
    first = said("A", 1_000, url="http://www.example.com/a")
    assert plan(first, [said("A", 5_000, url="https://example.com/a")]).earlier == ()
