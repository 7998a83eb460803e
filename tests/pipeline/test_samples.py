"""The eight most salient entities of each sample are right: a reader sees them first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.articles import EnrichedArticle, Entity
from schemas.topics import ENRICHED
from services.cli.demo.session import drafts_of
from services.cli.samples import SAMPLES
from services.cli.words import ONE_OF
from tests.pipeline.road import Road

LISTED = Path(__file__).with_name("sample_entities.txt")
SEEN_FIRST = 8
VALUES = ("DATE", "MONEY")


@dataclass(frozen=True)
class Listed:
    """An entity of the list."""

    must_come: bool
    names: frozenset[str]
    types: frozenset[str]
    wikidata: str | None

    def is_named(self, entity: Entity) -> bool:
        """Whether the entity has one of the names, whatever the capitals."""
        return entity.name.casefold() in self.names

    def is_right(self, entity: Entity) -> bool:
        """Whether it also has one of the types, and no other id."""
        linked = (entity.kb or {}).get("wikidata", self.wikidata)
        same = self.wikidata is None or linked == self.wikidata
        return self.is_named(entity) and ONE_OF[entity.type] in self.types and same


def listed(text: str) -> dict[str, list[Listed]]:
    """The entities by the titles of their articles."""
    blocks = [
        [line for line in block.splitlines() if not line.startswith("#")]
        for block in text.split("\n\n")
    ]
    return {lines[0]: [*map(_entity, lines[1:])] for lines in blocks if lines}


def _entity(line: str) -> Listed:
    names, types, *wikidata = line.removeprefix("* ").split(" | ")
    return Listed(
        line.startswith("* "),
        frozenset(names.casefold().split("; ")),
        frozenset(types.split(", ")),
        wikidata[0] if wikidata else None,
    )


def faults(entities: Sequence[Entity], expected: Sequence[Listed]) -> Iterator[str]:
    """What a reader would find wrong."""
    names = [one for one in entities if one.type not in VALUES]
    for entity in names[:SEEN_FIRST]:
        if not any(one.is_right(entity) for one in expected):
            yield f"wrong: {entity.type} {entity.name} {entity.kb or ''}"
    for one in expected:
        if one.must_come and not any(map(one.is_right, names)):
            yield f"missing: {sorted(one.names)[0]}"


@pytest.mark.model
async def test_the_entities_that_a_reader_sees_first_are_right() -> None:
    drafts, _ = drafts_of([str(SAMPLES)], lambda _: None)
    road = Road()
    await road.publish(*(draft.value for draft in drafts))
    await road.run()
    events = [
        EnrichedArticle.model_validate_json(message.value or b"")
        for message in road.broker.messages(ENRICHED.name)
    ]
    expected = listed(LISTED.read_text("utf-8"))
    assert {event.title for event in events} == {*expected}
    found = {
        event.title: wrong
        for event in events
        if (wrong := [*faults(event.entities, expected[event.title or ""])])
    }
    assert found == {}
