"""Measures whether names are linked to the right things, with the packs as they are.

A country's national team that we link to the country counts as not linked: in docs/labelling.md a
team called by the country is the country, in the marked texts it is the team.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.articles import Entity
from services.lab.tagging.evaluate import Error, Line, around, development, find, lines_of, part_of
from services.tagging.kb.countries import by_name
from services.tagging.names import normalise
from services.tagging.ner.spacy_model import SpacyModel

NATIONAL_TEAM = re.compile(
    r"(.+?)(?: men's| women's)? (?:national .*team|(?:cricket|football|rugby .*) team|"
    r"at the .*Olympics|(?:Davis|Fed) Cup team)"
)
"""The label of a national team at Wikidata; its group is the country."""

Offsets = tuple[int, int]
"""Start and end of a mention."""


@dataclass(frozen=True, slots=True)
class LinkScore:
    """One row of a table. ``precision`` is the share (0..1) of linked mentions that are right."""

    source: str
    part: str
    marked: int
    linked: int
    precision: float


def link_scores(path: Path, model: SpacyModel) -> Iterator[LinkScore]:
    """Precision of Wikidata links on marked mentions, per source and part."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    lines, teams = lines_of(path / "linking/linking.jsonl.gz"), country_of_team(path)
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        ours, gold = our_links(entities), gold_links(line)
        ours = {at: qid for at, qid in ours.items() if teams.get(gold.get(at, "")) != qid}
        for place, qid in gold.items():
            for part in (part_of(line["id"]), "all"):
                counts[line["source"], part].update(
                    marked=1, linked=place in ours, right=ours.get(place) == qid
                )
    for (source, part), count in sorted(counts.items()):
        if count["linked"]:
            share = count["right"] / count["linked"]
            yield LinkScore(source, part, count["marked"], count["linked"], share)


def link_errors(path: Path, model: SpacyModel) -> Iterator[Error]:
    """Wrong links of marked mentions in the development part. No link is no error."""
    lines, teams = development(lines_of(path / "linking/linking.jsonl.gz")), country_of_team(path)
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        ours, gold = our_links(entities), gold_links(line)
        ours = {at: qid for at, qid in ours.items() if teams.get(gold.get(at, "")) != qid}
        yield from wrong_links("links", line, ours)


def country_of_team(path: Path) -> dict[str, str]:
    """The Wikidata id of the country of each national team among the marked things, by the team's;
    none without a list of things."""
    file = path / "linking/gold_entities.jsonl"
    rows = map(json.loads, file.read_text("utf-8").splitlines() if file.exists() else ())
    named = {
        row["qid"]: match[1] for row in rows if (match := NATIONAL_TEAM.fullmatch(row["name"]))
    }
    return {
        team: by_name()[normalise(name)].qid
        for team, name in named.items()
        if normalise(name) in by_name()
    }


def wrong_links(measure: str, line: Line, ours: Mapping[Offsets, str]) -> Iterator[Error]:
    """The marked mentions that ``ours`` links to another thing."""
    text = line["text"]
    for place, qid in gold_links(line).items():
        if ours.get(place, qid) != qid:
            start, end = place
            yield Error(
                measure, f"{ours[place]} for {qid}", text[start:end], around(text, start, end)
            )


def gold_links(line: Line) -> dict[Offsets, str]:
    """The Wikidata id of each marked mention that has one, within the line's ``eval_span``."""
    begin, end = line.get("eval_span") or (0, len(line["text"]))
    return {
        (one["start"], one["end"]): one["qid"]
        for one in line["mentions"]
        if one["kind"] == "entity" and one.get("qid")
        if not one.get("optional") and not one.get("coref")
        if begin <= one["start"] and one["end"] <= end
    }


def our_links(entities: Sequence[Entity]) -> dict[Offsets, str]:
    """The Wikidata id of each mention in the body that we linked."""
    return {
        (mention.start, mention.end): entity.kb["wikidata"]
        for entity in entities
        if entity.kb and "wikidata" in entity.kb
        for mention in entity.mentions
    }
