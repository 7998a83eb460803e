"""What the store should hold follows from the events alone, in whatever order they come."""

from datetime import UTC, datetime
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import EnrichedArticle, Geo, Published
from services.storage.logic import (
    as_revision,
    document,
    join,
    order,
    plan,
    published_at,
    revision_id,
    sightings,
)
from tests.unit.storage.make import enriched, entity


def test_a_document_is_the_articles_json_and_what_the_indexes_need() -> None:
    article = enriched(7, entities=[entity(), entity("PERSON:ada", "Ada"), entity()])
    stored = document(article)
    assert stored["_id"] == stored["article_id"] == article.article_id
    assert stored["entity_ids"] == ["wikidata:Q30", "PERSON:ada"]
    assert stored["published_at"] == datetime(2026, 1, 26, 8, tzinfo=UTC)
    assert EnrichedArticle.model_validate(stored) == article


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


def test_content_that_returns_is_no_earlier_revision_of_itself() -> None:
    first, second, third = (
        document(enriched(revision=name, timestamp=at)) for at, name in enumerate("aba")
    )
    change = plan(second, [third])
    assert change.newest == third
    assert change.is_revision
    assert change.earlier == (as_revision(second),)
    assert plan(None, [third, first, second]).earlier == (as_revision(second),)


def test_lines_without_a_revision_are_told_apart_by_event() -> None:
    one, other = (document(enriched(revision=None, timestamp=None, version=v)) for v in "12")
    assert revision_id(one) != revision_id(other)
    assert plan(one, [other]).earlier == (as_revision(one),)


def test_sightings_join_within_a_batch() -> None:
    geo = Geo(lat=38.9, lon=-77.0, country="US")
    seen = sightings(
        [
            enriched(1, timestamp=2_000, entities=[entity(aliases=["U.S."], geo=geo)]),
            enriched(
                2, timestamp=1_000, entities=[entity(kb={"wikidata": "Q30"}), entity("x", "X")]
            ),
        ]
    )
    assert [one.id for one in seen] == ["wikidata:Q30", "x"]
    assert seen[0].names == {"United States", "U.S."}
    assert seen[0].kb == {"wikidata": "Q30"}
    assert seen[0].geo == geo.model_dump()
    assert seen[0].seen == (
        datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize("timestamp", [None, 2**63 - 1])
def test_a_time_that_no_calendar_holds_is_no_sighting_time(timestamp: int | None) -> None:
    [seen] = sightings([enriched(timestamp=timestamp, entities=[entity()])])
    assert seen.seen is None


GEO = st.builds(
    Geo,
    lat=st.sampled_from([1.0, 2.0]),
    lon=st.just(0.0),
    country=st.sampled_from([None, "US", "DE"]),
)
ENTITY = st.builds(
    entity,
    st.just("e"),
    st.sampled_from(["KEN", "Ken", "Kén"]),
    type=st.sampled_from(["ORG", "PERSON"]),
    aliases=st.lists(st.sampled_from("abc"), max_size=2),
    kb=st.sampled_from([None, {"wikidata": "Q1"}, {"wikidata": "Q2"}, {"geonames": "1"}]),
    geo=st.none() | GEO,
)


@given(st.lists(st.tuples(ENTITY, st.sampled_from([None, 1, 2, 3])), min_size=1, max_size=4))
def test_sightings_join_in_any_order_and_however_often(
    seen: list[tuple[object, int | None]],
) -> None:
    alone = [sightings([enriched(timestamp=at, entities=[one])])[0] for one, at in seen]
    expected = reduce(join, alone)
    for arrived in permutations(alone):
        assert reduce(join, [*arrived, arrived[0]]) == expected
