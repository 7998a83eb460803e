"""The mix of the chaos runs is what it says, and its ends are those of intake."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from aiokafka.partitioner import DefaultPartitioner

from schemas.articles import AcceptedArticle, Origin
from services.intake.logic import admit
from services.runtime.stage import Rejected
from tests.chaos.mix import MAX_ARTICLE_BYTES, Entry, mix
from tests.chaos.poison import ALONE, poisoned
from tests.chaos.rig import PARTITIONS

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)


def admitted(entry: Entry) -> AcceptedArticle | Rejected:
    return admit(entry.value, ORIGIN, NOW, MAX_ARTICLE_BYTES)


def test_the_same_seed_gives_the_same_and_the_shorter_begins_the_longer() -> None:
    entries = mix(200, 5)
    assert entries == mix(200, 5)
    assert entries == mix(300, 5)[:200]
    assert entries != mix(200, 6)


def test_it_holds_some_of_everything() -> None:
    entries = mix(1000, 1)
    kinds = Counter(one.kind for one in entries)
    assert sum(one.service == "cleaning" for one in entries) == 3
    assert 50 < kinds["rejected"] < 120
    revisions = Counter(one.revision for one in entries if one.revision)
    assert sum(count - 1 for count in revisions.values()) > 75
    assert sum(version > 0 for _, version in revisions) > 75


def test_identity_by_numbers_is_identity_by_intake() -> None:
    found: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for entry in mix(400, 3):
        article = admitted(entry)
        if entry.service == "intake":
            assert isinstance(article, Rejected)
            assert article.reason == entry.reason
        elif entry.revision:
            assert isinstance(article, AcceptedArticle)
            found.setdefault(entry.revision, set()).add((article.article_id, article.revision))
    assert all(len(one) == 1 for one in found.values())
    assert len(set.union(*found.values())) == len(found)
    assert len({i for one in found.values() for i, _ in one}) == len({a for a, _ in found})


def test_revisions_of_an_article_share_a_key() -> None:
    keys: dict[int, set[bytes | None]] = {}
    entries = mix(400, 4)
    for entry in entries:
        if entry.revision:
            keys.setdefault(entry.revision[0], set()).add(entry.key)
    revised = {one.revision[0] for one in entries if one.revision and one.revision[1]}
    assert all(len(keys[article]) == 1 for article in revised)


def test_poison_is_first_last_and_alone() -> None:
    entries = poisoned(300, 1)
    partitions: dict[int, list[Entry]] = {number: [] for number in range(PARTITIONS)}
    every = list(range(PARTITIONS))
    for entry in entries:
        partitions[DefaultPartitioner()(entry.key, every, every)].append(entry)
    assert len(entries) == 300
    for number, lying in partitions.items():
        assert lying[0].kind != "article"
        assert lying[-1].kind != "article"
        assert (len(lying) == 1) == (number == ALONE)
