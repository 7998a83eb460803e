"""Measures whether mentions of one thing were joined, and those of two kept apart: B³."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from schemas.articles import Entity
from services.lab.tagging.evaluate import (
    Error,
    Line,
    Score,
    around,
    development,
    find,
    lines_of,
    part_of,
)
from services.tagging.ner.spacy_model import SpacyModel

Place = tuple[int, int]


def identity_scores(path: Path, model: SpacyModel) -> Iterator[Score]:
    """B³ F1 over the marked mentions that we found; ``stock`` is joining equal strings.

    Two mentions are of one thing for us if their entities are linked to the same id, else if they
    are in one entity: the data take ``Polish`` for Poland.
    """
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0] * 5)
    lines = lines_of(path / "linking/linking.jsonl.gz")
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        gold, ours = _both(line, entities)
        strings = {(a, b): line["text"][a:b] for a, b in gold}
        row = [*b_cubed(gold, strings), *b_cubed(gold, ours), float(len(gold))]
        for part in (part_of(line["id"]), "all"):
            total = sums[line["source"], part]
            total[:] = [a + b for a, b in zip(total, row, strict=True)]
    for (source, part), (p_stock, r_stock, p_ours, r_ours, count) in sorted(sums.items()):
        if count:
            stock, ours_f1 = _harmonic(p_stock, r_stock), _harmonic(p_ours, r_ours)
            yield Score("identity", source, part, int(count), stock / count, ours_f1 / count)


def identity_errors(path: Path, model: SpacyModel) -> Iterator[Error]:
    """Mentions kept apart from the thing's first one, or joined to another thing's, in the
    development part."""
    lines = development(lines_of(path / "linking/linking.jsonl.gz"))
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        gold, ours = _both(line, entities)
        for wrong, whole, part in (("apart", gold, ours), ("joined", ours, gold)):
            yield from _broken(wrong, line["text"], whole, part)


def _broken(
    wrong: str, text: str, whole: Mapping[Place, str], part: Mapping[Place, str]
) -> Iterator[Error]:
    first: dict[str, Place] = {}
    for place in sorted(whole.keys() & part.keys()):
        head = first.setdefault(whole[place], place)
        if part[place] != part[head]:
            names = f"{text[slice(*head)]} / {text[slice(*place)]}"
            yield Error("identity", wrong, names, around(text, *place))


def _both(line: Line, entities: Sequence[Entity]) -> tuple[dict[Place, str], dict[Place, str]]:
    """What the data and we say that each mention is of, of those that both have."""
    begin, end = line.get("eval_span") or (0, len(line["text"]))
    ours = {
        (one.start, one.end): (entity.kb or {}).get("wikidata", entity.id)
        for entity in entities
        for one in entity.mentions
    }
    gold = {
        (one["start"], one["end"]): str(one["qid"])
        for one in line["mentions"]
        if one["kind"] == "entity" and one.get("qid") and not one.get("optional")
        if begin <= one["start"] and one["end"] <= end and (one["start"], one["end"]) in ours
    }
    return gold, ours


def b_cubed(gold: Mapping[Place, str], found: Mapping[Place, str]) -> tuple[float, float]:
    """Sums over the gold mentions, all of which were found, of B³ precision and recall."""
    both = Counter((gold[place], found[place]) for place in gold)
    true, own = Counter(gold.values()), Counter(found[place] for place in gold)
    return (
        sum(count * count / own[one] for (_, one), count in both.items()),
        sum(count * count / true[one] for (one, _), count in both.items()),
    )


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
