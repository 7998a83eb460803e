"""Measures disambiguation with a pack of just the marked things: the best pack for these texts.

``linking/gold_entities.jsonl`` lists the things: ``{qid, name, types: [QID of a class], surfaces:
[[name, count]]}``. The pack has their names and surfaces without the counts, so that we can choose
only by the article.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.articles import CleanedArticle
from services.lab.packs.build_pack import build
from services.lab.tagging.evaluate import Error, Line, development, lines_of, part_of
from services.lab.tagging.evaluate_links import Offsets, gold_links, our_links, wrong_links
from services.tagging.entities.coreference import join
from services.tagging.entities.linking import context_of, link_all
from services.tagging.kb.entry import KbEntry
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import find_entities
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span, repair_boundaries
from services.tagging.mentions.type_voting import vote_types
from services.tagging.ner.spacy_model import SpacyModel

GOLD = "linking/gold_entities.jsonl"

CLASSES = {
    "Q215627": "PERSON",
    "Q27096213": "LOC",
    "Q43229": "ORG",
    "Q1656682": "EVENT",
    "Q33829": "NORP",
    "Q17537576": "WORK_OF_ART",
    "Q2424752": "PRODUCT",
}
"""Wikidata's classes (person, place, organisation, event, population, work, product) → types.

The first of these prevails. A place that is an organisation too is a GPE."""


@dataclass(frozen=True, slots=True)
class OracleScore:
    """One row of a table: shares (0..1) of marked mentions whose link is right.

    ``usual`` links a name to what it means most often in these very texts. ``given`` is ours when
    told where the ``count`` marked mentions are. ``found`` is ours on the ``found_count`` mentions
    that we found ourselves.
    """

    source: str
    part: str
    count: int
    usual: float
    given: float
    found_count: int
    found: float


def oracle_scores(path: Path, model: SpacyModel, folder: Path) -> Iterator[OracleScore]:
    """Scores per source and part, none without a list of things. The pack is made in ``folder``."""
    if not (path / GOLD).exists():
        return
    rows = _rows(path)
    packs = oracle(rows, folder)
    usual = _usual(rows)
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    lines = lines_of(path / "linking/linking.jsonl.gz")
    spans = model.find([{"body": one["text"]} for one in lines])
    for line, found in zip(lines, spans, strict=True):
        gold = gold_links(line)
        found = list(found)
        entities = find_entities(CleanedArticle(article_id="", body=line["text"]), found, packs)
        ours, told = our_links(entities), link_given(line, found, packs)
        placed = {(one.start, one.end) for entity in entities for one in entity.mentions}
        for place, qid in gold.items():
            for part in (part_of(line["id"]), "all"):
                counts[line["source"], part].update(
                    marked=1,
                    usual=usual.get(line["text"][slice(*place)]) == qid,
                    given=told.get(place) == qid,
                    found=place in placed,
                    right=ours.get(place) == qid,
                )
    for (source, part), n in sorted(counts.items()):
        shares = n["usual"] / n["marked"], n["given"] / n["marked"]
        found_right = n["right"] / n["found"] if n["found"] else 0.0
        yield OracleScore(source, part, n["marked"], *shares, n["found"], found_right)


def oracle_errors(path: Path, model: SpacyModel, folder: Path) -> Iterator[Error]:
    """Marked mentions of the development part that have a wrong link or none, when we are told
    where they are."""
    if not (path / GOLD).exists():
        return
    packs = oracle(_rows(path), folder)
    lines = development(lines_of(path / "linking/linking.jsonl.gz"))
    spans = model.find([{"body": one["text"]} for one in lines])
    for line, found in zip(lines, spans, strict=True):
        ours = link_given(line, found, packs)
        nothing = dict.fromkeys(gold_links(line), "none")
        yield from wrong_links("links, oracle", line, nothing | ours)


def oracle(rows: Iterable[Line], folder: Path) -> PackStack:
    """A pack of these things alone, without the starter pack below it."""
    build(map(_entry, rows), folder / "oracle.pack", "oracle")
    return PackStack(starter=folder / "oracle.pack")


def link_given(line: Line, found: Iterable[Span], packs: PackStack) -> dict[Offsets, str]:
    """The Wikidata ids of the marked mentions when we are told where they are.

    We are not told their types: a type is that of the model's span there, ``ORG`` if there is none.
    """
    texts: dict[Field, str] = {"body": line["text"]}
    spans = repair_boundaries(texts, found)
    marked = [_typed(place, spans) for place in sorted(gold_links(line))]
    others = [
        one for one in spans if not any(a.start < one.end and one.start < a.end for a in marked)
    ]
    both = sorted([*marked, *others], key=lambda one: (one.start, one.end))
    candidates = join(texts, vote_types(texts, both))
    linked = link_all(candidates, context_of(texts, candidates), packs)
    return {
        (one.start, one.end): link.kb["wikidata"]
        for candidate, link in linked
        if link.kb and "wikidata" in link.kb
        for one in candidate.mentions
    }


def _rows(path: Path) -> list[Line]:
    return [json.loads(line) for line in (path / GOLD).read_text("utf-8").splitlines()]


def _typed(place: Offsets, spans: Sequence[Span]) -> Span:
    start, end = place
    shared = {
        one: min(end, one.end) - max(start, one.start)
        for one in spans
        if one.label in NAME_LABELS and one.start < end and start < one.end
    }
    if shared:
        return replace(max(shared, key=lambda one: shared[one]), start=start, end=end)
    return Span("body", start, end, "ORG")


def _usual(rows: Iterable[Line]) -> dict[str, str]:
    """The Wikidata id that each name means most often."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for name, count in row["surfaces"]:
            counts[name][row["qid"]] += count
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}


def _entry(row: Line) -> KbEntry:
    names = dict.fromkeys(name.strip() for name, _ in row["surfaces"])
    return KbEntry(
        id=f"wikidata:{row['qid']}",
        type=_type(row["types"]),
        names={"en": row["name"]},
        aliases={"en": [name for name in names if name and name != row["name"]]},
        ids={"wikidata": row["qid"]},
    )


def _type(classes: Sequence[str]) -> str:
    if {"Q27096213", "Q43229"} <= set(classes):
        return "GPE"
    return next((label for qid, label in CLASSES.items() if qid in classes), "OTHER")
