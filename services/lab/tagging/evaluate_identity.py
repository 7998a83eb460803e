"""Measures coreference by B³: mentions of one thing are joined, those of two kept apart."""

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

Offsets = tuple[int, int]
"""Start and end of a mention."""


def identity_scores(path: Path, model: SpacyModel) -> Iterator[Score]:
    """B³ F1 over the marked mentions that we found; ``stock`` joins equal strings.

    Two mentions are of one thing for us if their entities are linked to one Wikidata id, or if they
    are in one entity. The data take ``Polish`` for Poland, and our links do too.
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
    """Mentions that are apart from the first mention of their thing, and mentions that are joined
    to another thing's; of the development part only."""
    lines = development(lines_of(path / "linking/linking.jsonl.gz"))
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        gold, ours = _both(line, entities)
        for wrong, whole, part in (("apart", gold, ours), ("joined", ours, gold)):
            yield from _broken(wrong, line["text"], whole, part)


def _broken(
    wrong: str, text: str, whole: Mapping[Offsets, str], part: Mapping[Offsets, str]
) -> Iterator[Error]:
    first: dict[str, Offsets] = {}
    for place in sorted(whole.keys() & part.keys()):
        head = first.setdefault(whole[place], place)
        if part[place] != part[head]:
            names = f"{text[slice(*head)]} / {text[slice(*place)]}"
            yield Error("identity", wrong, names, around(text, *place))


def _both(line: Line, entities: Sequence[Entity]) -> tuple[dict[Offsets, str], dict[Offsets, str]]:
    """The thing of each mention that the data and we both have: by the data, and by us."""
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


def b_cubed(gold: Mapping[Offsets, str], found: Mapping[Offsets, str]) -> tuple[float, float]:
    """Sums over the gold mentions, all of which were found, of B³ precision and recall."""
    both = Counter((gold[place], found[place]) for place in gold)
    true, own = Counter(gold.values()), Counter(found[place] for place in gold)
    return (
        sum(count * count / own[one] for (_, one), count in both.items()),
        sum(count * count / true[one] for (one, _), count in both.items()),
    )


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
