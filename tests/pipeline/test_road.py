"""A raw article in, an enriched event out, a document stored; and nothing else, ever."""

from collections import Counter
from copy import deepcopy

import pytest

from schemas.articles import EnrichedArticle, RawArticle
from schemas.topics import ENRICHED, RAW, dead_topic
from tests.generator import raw_articles
from tests.pipeline.road import Road

NONSENSE = [b"{", b'{"text": 7}', b"{}", b'{"text": "\xff"}', b'{"text": "\\u0000"}', b""]


def encoded(count: int, seed: int = 1) -> list[bytes]:
    return [one.model_dump_json().encode() for one in raw_articles(count, seed)]


async def test_every_article_ends_once_and_the_counts_add_up() -> None:
    road = Road()
    articles = encoded(20)
    await road.publish(*articles, *NONSENSE, *articles[:5])
    ends = await road.run(batch_size=7)
    assert ends == Counter(
        {
            ("intake", "published"): 20,
            ("intake", "rejected"): len(NONSENSE),
            ("intake", "dropped"): 5,
            ("cleaning", "published"): 20,
            ("tagging", "published"): 20,
            ("storage", "stored"): 20,
        }
    )
    assert len(road.store.articles) == 20
    letters = road.broker.messages(dead_topic(RAW).name)
    assert sorted(letter.value or b"" for letter in letters) == sorted(NONSENSE)


async def test_an_article_lives_without_its_control_characters_and_says_so() -> None:
    [plain, other] = encoded(2)
    road = Road()
    await road.publish(plain.replace(b" ", rb"\u0000 \u001b", 50), other)
    await road.run()
    stored = {one["article_id"]: one for one in road.store.articles.values()}
    warned = [one for one in stored.values() if "control_characters_removed" in one["warnings"]]
    assert len(stored) == 2
    [one] = warned
    assert one["warnings"][0] == "control_characters_removed"
    assert not set("\x00\x1b") & set(one["body"])


async def test_what_is_enriched_holds_what_was_written() -> None:
    road = Road()
    raw = list(raw_articles(6))
    await road.publish(*(one.model_dump_json().encode() for one in raw))
    await road.run()
    events = [
        EnrichedArticle.model_validate_json(message.value or b"")
        for message in road.broker.messages(ENRICHED.name)
    ]
    assert {event.url for event in events} == {one.url for one in raw}
    for event in events:
        assert event.title
        assert "Edition" in event.title
        assert "Example News" not in event.title
        assert len(event.authors) == 1
        assert event.published is not None
        assert event.language is not None
        assert event.language.code == "en"
        assert len(event.paragraphs) == 5
        assert "newsletter" not in event.body
        assert any(entity.type == "GPE" and entity.kb for entity in event.entities)
        for entity in event.entities:
            for mention in entity.mentions:
                text = getattr(event, mention.field)
                assert text[mention.start : mention.end] == mention.text


async def test_seeing_everything_again_changes_nothing() -> None:
    road = Road()
    await road.publish(*encoded(12), *NONSENSE)
    await road.run()
    articles, revisions, entities = (
        deepcopy(kept) for kept in (road.store.articles, road.store.revisions, road.store.entities)
    )
    ids = {m.value and EnrichedArticle.model_validate_json(m.value).event_id for m in _events(road)}
    for stage in road.stages:
        road.broker.rewind(stage)
    ends = await road.run(batch_size=5)
    assert ends["intake", "dropped"] == 0  # redelivered, not published again
    without_times = [_timeless(one) for one in (articles, road.store.articles)]
    assert without_times[0] == without_times[1]
    assert road.store.revisions == revisions
    assert road.store.entities == entities
    again = {
        m.value and EnrichedArticle.model_validate_json(m.value).event_id for m in _events(road)
    }
    assert again == ids


def _events(road: Road) -> list:  # type: ignore[type-arg]
    return road.broker.messages(ENRICHED.name)


def _timeless(kept: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Without how long the stages took, which no run repeats."""
    return {
        key: {name: value for name, value in one.items() if name != "stages"}
        for key, one in kept.items()
    }


async def test_new_content_is_a_new_revision_and_the_newest_is_current() -> None:
    road = Road()
    first, second, third = (
        RawArticle(
            text=f"Bridge {verb} in Oslo\n\nBy Hanna Farrow\n\nThe bridge {verb} on Monday, "
            f"the city said. It was built in 1931 and carried two lanes of traffic for years.",
            source="wire",
            external_id="bridge-7",
        )
        for verb in ("closes", "reopens", "closes again")
    )
    for article in (first, second, third):
        await road.publish(article.model_dump_json().encode())
    ends = await road.run()
    assert ends["storage", "stored"] == 3
    [current] = road.store.articles.values()
    assert current["title"] == "Bridge closes again in Oslo"
    assert sorted(one["title"] for one in road.store.revisions.values()) == [
        "Bridge closes in Oslo",
        "Bridge reopens in Oslo",
    ]


@pytest.mark.parametrize("batch_size", [1, 3, 100])
async def test_the_size_of_batches_changes_nothing(batch_size: int) -> None:
    road, other = Road(), Road()
    for one in (road, other):
        await one.publish(*encoded(8, seed=3))
    await road.run(batch_size=100)
    await other.run(batch_size=batch_size)
    assert _timeless(road.store.articles) == _timeless(other.store.articles)
    assert road.store.entities == other.store.entities
