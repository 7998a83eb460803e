"""Any order of arrival, any redelivery, any crash, any race: the store ends up the same."""

import random
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import EnrichedArticle
from services.runtime.retry import Outage
from services.storage.entity_merge import EntityObservation
from services.storage.logic import Change, Document, document, order, revision_id
from services.storage.memory import MemoryStore
from services.storage.upsert import InsertFirstPolicy, Refusals, upsert_articles
from tests.unit.storage.make import enriched, entity

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


class FrailStore(MemoryStore):
    """Is away at the calls that it is told of, having done part of the work or none of it."""

    def __init__(self, away_at: Collection[int]) -> None:
        super().__init__()
        self._away_at = away_at
        self._calls = 0

    def _part(self, work: Sequence[Any]) -> tuple[Sequence[Any], bool]:
        self._calls += 1
        away = self._calls in self._away_at
        return (work[: len(work) * (self._calls % 3) // 2] if away else work), away

    async def read(self, article_ids: Collection[str]) -> dict[str, Document]:
        _, away = self._part([])
        if away:
            raise Outage("mongo", "gone")
        return await super().read(article_ids)

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        part, away = self._part(seen)
        await super().upsert_entities(part)
        if away:
            raise Outage("mongo", "gone")
        return {}

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: Collection[str]
    ) -> Refusals:
        part, away = self._part(earlier)
        await super().archive_revisions(part, () if away else returning)
        if away:
            raise Outage("mongo", "gone")
        return {}

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, set[str]]:
        part, away = self._part(changes)
        answer = await super().replace(part)
        if away:
            raise Outage("mongo", "gone")
        return answer


class RacedStore(MemoryStore):
    """Another writer stores an article between each read of this one and its write."""

    def __init__(self, others: list[EnrichedArticle]) -> None:
        super().__init__()
        self._others = others

    async def read(self, article_ids: Collection[str]) -> dict[str, Document]:
        found = await super().read(article_ids)
        if self._others:
            other = MemoryStore()
            other.articles, other.revisions = self.articles, self.revisions
            other.entities = self.entities
            assert await upsert_articles(other, [self._others.pop()], NOON) == [None]
        return found


class PickyStore(MemoryStore):
    """Never takes a document whose body says so."""

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        return {one.id: "strange" for one in seen if one.name == "strange"}

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: Collection[str]
    ) -> Refusals:
        await super().archive_revisions([one for one in earlier if one["body"] != "bad"], returning)
        return {one["_id"]: "bad" for one in earlier if one["body"] == "bad"}

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, set[str]]:
        bad = {one.newest["_id"]: "bad" for one in changes if one.newest["body"] == "bad"}
        good = [one for one in changes if one.newest["_id"] not in bad]
        return bad, (await super().replace(good))[1]


def held(store: MemoryStore) -> tuple[Any, ...]:
    """All that the store holds, times of handling aside."""

    def bare(documents: dict[str, Document]) -> dict[str, Document]:
        return {key: {**one, "stored_at": None} for key, one in documents.items()}

    return bare(store.articles), bare(store.revisions), store.entities


async def hold(events: Sequence[EnrichedArticle]) -> tuple[Any, ...]:
    store = MemoryStore()
    await upsert_articles(store, events, NOON)
    return held(store)


def event(article: int, at: int, version: str) -> EnrichedArticle:
    """Different messages carry different content here, for the ledger sees to that."""
    named = random.Random(f"{article}/{at}/{version}").sample("xyz", k=(article + at) % 3)
    entities = [entity(name, name) for name in named]
    return enriched(article, f"r{at}", at, version, entities=entities)


HABITS = st.one_of(st.none(), st.builds(InsertFirstPolicy, st.booleans()))

EVENTS = st.lists(
    st.builds(event, st.integers(0, 2), st.integers(1, 4), st.sampled_from(["0.1.0", "0.2.0"])),
    max_size=10,
)


@given(EVENTS, HABITS, st.randoms(use_true_random=False), st.data())
async def test_order_of_arrival_and_redelivery_change_nothing(
    events: list[EnrichedArticle],
    expectation: InsertFirstPolicy | None,
    dice: random.Random,
    data: st.DataObject,
) -> None:
    arrived = events + [event for event in events if dice.random() < 0.5]
    dice.shuffle(arrived)
    store = MemoryStore()
    while arrived:
        size = data.draw(st.integers(1, len(arrived)))
        batch, arrived = arrived[:size], arrived[size:]
        now = NOON + timedelta(seconds=dice.random())
        assert await upsert_articles(store, batch, now, expectation) == [None] * size
    assert held(store) == await hold(events)


@given(EVENTS, HABITS, st.sets(st.integers(1, 12)), st.randoms(use_true_random=False))
async def test_a_crash_at_any_moment_changes_nothing(
    events: list[EnrichedArticle],
    expectation: InsertFirstPolicy | None,
    away_at: set[int],
    dice: random.Random,
) -> None:
    arrived = list(events)
    dice.shuffle(arrived)
    store = FrailStore(away_at)
    for batch in (arrived[:5], arrived[5:]):
        while True:
            try:
                await upsert_articles(store, batch, NOON, expectation)
            except Outage:
                continue
            break
    assert held(store) == await hold(events)


@given(EVENTS, EVENTS, HABITS)
async def test_two_writers_end_as_one_would(
    mine: list[EnrichedArticle],
    others: list[EnrichedArticle],
    expectation: InsertFirstPolicy | None,
) -> None:
    store = RacedStore(list(others))
    for event in mine:
        assert await upsert_articles(store, [event], NOON, expectation) == [None]
    store._others = []
    await upsert_articles(store, others, NOON)
    assert held(store) == await hold(mine + others)


@pytest.mark.parametrize("arrival", list(permutations(range(4))))
async def test_content_that_returned_is_current_and_its_first_time_is_kept(
    arrival: tuple[int, ...],
) -> None:
    events = [enriched(revision=name, timestamp=at) for at, name in enumerate("abac")]
    three, four = MemoryStore(), MemoryStore()
    for index in arrival:
        if index < 3:
            await upsert_articles(three, [events[index]], NOON)
        await upsert_articles(four, [events[index]], NOON)
    assert set(three.revisions) == {revision_id(document(one)) for one in events[:2]}
    assert three.articles[events[0].article_id]["order"] == order(events[2])
    assert held(three) == await hold(events[:3])
    assert held(four) == await hold(events)


@pytest.mark.parametrize("expectation", [None, InsertFirstPolicy(True), InsertFirstPolicy(False)])
async def test_a_document_that_the_store_refuses_harms_no_other(
    expectation: InsertFirstPolicy | None,
) -> None:
    store = PickyStore()
    events = [
        enriched(1),
        enriched(2, body="bad"),
        enriched(3, entities=[entity("e", "strange")]),
        enriched(4, "a", 1),
        enriched(4, "b", 2, body="bad"),
        enriched(4, "c", 3),
        enriched(5, "a", 1),
        enriched(5, "b", 2, body="bad"),
    ]
    assert await upsert_articles(store, events, NOON, expectation) == [
        None, "bad", "strange", None, "bad", None, None, "bad",
    ]  # fmt: skip
    bodies = {key[-1]: one["body"][-7:] for key, one in store.articles.items()}
    assert bodies == {"1": "a says.", "4": "c says.", "5": "a says."}
    assert list(store.revisions) == [revision_id(document(events[3]))]


async def test_a_redelivery_leaves_what_another_writer_has_filed_meanwhile() -> None:
    mine, newer = enriched(0, "a", 1), enriched(0, "b", 2)
    store = RacedStore([])
    assert await upsert_articles(store, [mine], NOON, InsertFirstPolicy()) == [None]
    store._others = [newer]
    assert await upsert_articles(store, [mine], NOON, InsertFirstPolicy()) == [None]
    assert held(store) == await hold([mine, newer])


async def test_a_race_that_is_lost_twice_takes_nothing_from_the_revisions() -> None:
    events = [enriched(0, "abc"[at], at) for at in range(3)]
    mine, newer, newest = events
    store = RacedStore([newest, newer])
    assert await upsert_articles(store, [mine], NOON) == [None]
    assert held(store) == await hold(events)


async def test_the_store_is_read_only_where_articles_may_be_known() -> None:
    class Counting(MemoryStore):
        sought: list[int]

        async def read(self, article_ids: Collection[str]) -> dict[str, Document]:
            self.sought.append(len(article_ids))
            return await super().read(article_ids)

    async def sought(events: Sequence[EnrichedArticle]) -> list[int]:
        store.sought = []
        assert await upsert_articles(store, events, NOON, expectation) == [None] * len(events)
        return store.sought

    store, expectation = Counting(), InsertFirstPolicy()
    some, others = [enriched(at) for at in range(40)], [enriched(at) for at in range(50, 90)]
    assert await sought(some) == []
    assert await sought([*others, some[0]]) == [1]
    assert await sought([enriched(at, "later", 9) for at in range(40)]) == [40]
    assert await sought(some) == [40]
    assert await sought([enriched(at) for at in range(100, 140)]) == [40]
    assert await sought([enriched(at) for at in range(150, 190)]) == []
    assert held(store) == await hold(
        [*some, *others, *(enriched(at, "later", 9) for at in range(40)),
         *(enriched(at) for at in (*range(100, 140), *range(150, 190)))]
    )  # fmt: skip


async def test_a_race_that_is_never_won_is_an_outage() -> None:
    store = RacedStore([enriched(revision=f"{at}", timestamp=at) for at in range(100, 0, -1)])
    with pytest.raises(Outage, match=r"mongo is away: lost 20 races for article 0{32}"):
        await upsert_articles(store, [enriched(revision="mine", timestamp=1_000)], NOON)


async def test_a_current_document_that_can_not_be_archived_keeps_its_place() -> None:
    """The new one is refused with the reason, and nothing of the old one is lost."""
    store = PickyStore()
    stuck, good = enriched(1, "a", 1, body="bad"), enriched(2, "a", 1)
    store.articles[stuck.article_id] = {**document(stuck), "stored_at": NOON}
    newer = [enriched(1, "b", 2), enriched(2, "b", 2)]
    assert await upsert_articles(store, [good, *newer], NOON) == [None, "bad", None]
    assert store.articles[stuck.article_id]["event_id"] == stuck.event_id
    assert store.articles[good.article_id]["event_id"] == newer[1].event_id
    assert list(store.revisions) == [revision_id(document(good))]


@pytest.mark.parametrize(("known", "mostly_new"), [(0, True), (5, True), (6, False)])
def test_a_batch_is_mostly_new_where_a_twentieth_at_most_was_known(
    known: int, mostly_new: bool
) -> None:
    policy = InsertFirstPolicy()
    policy.learn(known, 100)
    assert policy.mostly_new is mostly_new


async def test_an_empty_batch_is_no_work() -> None:
    assert await upsert_articles(MemoryStore(), [], NOON) == []


async def test_an_article_of_no_known_time_is_shown_by_when_it_was_stored() -> None:
    store = MemoryStore()
    timeless = enriched(published=None, timestamp=None)
    await upsert_articles(store, [timeless], NOON)
    assert store.articles[timeless.article_id]["shown_at"] == NOON


@pytest.mark.parametrize("standing", ["late", "other_source"])
async def test_what_may_not_become_current_is_kept_among_the_revisions(standing: str) -> None:
    store = MemoryStore()
    aside = enriched(revision="b", timestamp=5_000, standing=standing)
    for _ in range(2):
        assert await upsert_articles(store, [aside], NOON) == [None]
        assert store.articles == {}
    own = enriched(revision="a", timestamp=1_000)
    assert await upsert_articles(store, [own, aside], NOON) == [None, None]
    assert [one["revision"] for one in store.articles.values()] == [own.revision]
    assert [one["standing"] for one in store.revisions.values()] == [standing]
