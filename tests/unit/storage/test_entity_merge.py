"""What articles say of an entity, joined: the same in any order and however often."""

from datetime import UTC, datetime
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Geo
from services.storage.entity_merge import join, observations
from tests.unit.storage.make import enriched, entity

HOUR = 3_600_000


def test_sightings_join_within_a_batch() -> None:
    geo = Geo(lat=38.9, lon=-77.0, country="US")
    seen = observations(
        [
            enriched(1, timestamp=2 * HOUR + 7, entities=[entity(aliases=["U.S."], geo=geo)]),
            enriched(
                2,
                timestamp=2 * HOUR - 7,
                entities=[entity(kb={"wikidata": "Q30"}), entity("x", "X")],
            ),
        ]
    )
    assert [one.id for one in seen] == ["wikidata:Q30", "x"]
    assert seen[0].names == {"United States", "U.S."}
    assert seen[0].kb == {"wikidata": "Q30"}
    assert seen[0].geo == geo.model_dump()
    assert seen[0].seen == (
        datetime(1970, 1, 1, 1, tzinfo=UTC),
        datetime(1970, 1, 1, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize("timestamp", [None, 2**63 - 1])
def test_a_time_that_no_calendar_holds_is_no_sighting_time(timestamp: int | None) -> None:
    [seen] = observations([enriched(timestamp=timestamp, entities=[entity()])])
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


@given(
    st.lists(
        st.tuples(ENTITY, st.sampled_from([None, HOUR, 2 * HOUR, 3 * HOUR])), min_size=1, max_size=4
    )
)
def test_sightings_join_in_any_order_and_however_often(
    seen: list[tuple[object, int | None]],
) -> None:
    alone = [observations([enriched(timestamp=at, entities=[one])])[0] for one, at in seen]
    expected = reduce(join, alone)
    for arrived in permutations(alone):
        assert reduce(join, [*arrived, arrived[0]]) == expected
