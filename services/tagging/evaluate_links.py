"""Measures whether names were linked to the right things, with the packs as they are."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.tagging.evaluate import find, lines_of, part_of
from services.tagging.model import SpacyModel


@dataclass(frozen=True, slots=True)
class LinkScore:
    """One row of a table: of the marked mentions that were linked, 0..1 are right."""

    source: str
    part: str
    marked: int
    linked: int
    precision: float


def link_scores(path: Path, model: SpacyModel) -> Iterator[LinkScore]:
    """Precision of Wikidata links on marked mentions, per source and part."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    lines = lines_of(path / "linking/linking.jsonl.gz")
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        begin, end = line.get("eval_span") or (0, len(line["text"]))
        ours = {
            (mention.start, mention.end): entity.kb["wikidata"]
            for entity in entities
            if entity.kb and "wikidata" in entity.kb
            for mention in entity.mentions
        }
        for one in line["mentions"]:
            place = (one["start"], one["end"])
            if one["kind"] != "entity" or not one.get("qid") or one.get("optional"):
                continue
            if one.get("coref") or not (begin <= place[0] and place[1] <= end):
                continue
            for part in (part_of(line["id"]), "all"):
                count = counts[line["source"], part]
                count["marked"] += 1
                count["linked"] += place in ours
                count["right"] += ours.get(place) == one["qid"]
    for (source, part), count in sorted(counts.items()):
        if count["linked"]:
            share = count["right"] / count["linked"]
            yield LinkScore(source, part, count["marked"], count["linked"], share)
