"""Measures tagging against texts that people have marked, side by side with the stock model.

``path`` is a folder with ``ner/ner.jsonl.gz`` and ``linking/linking.jsonl.gz``, either of which may
be missing. A line of the first is ``{id, source, lang, text, entities: [{start, end, norm}]}`` with
``norm`` one of PER, ORG, LOC and others, which are left out; one of the second ``{id, source, text,
eval_span?, mentions: [{start, end, kind, qid}]}``. Offsets are code points.
"""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas.articles import CleanedArticle, Entity
from services.tagging.logic import find_entities
from services.tagging.ner.spacy_model import SpacyModel, load

KINDS = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
HELD_OUT_SHARE = 3
"""One text in so many is never looked at while rules are made."""

# The data leave these out of a name, so they are taken off the stock model's spans as well.
_BEFORE = re.compile(r"[Tt]he\s+")
_BEHIND = re.compile(r"\s*['’]s$")

Mark = tuple[int, int, str]
Line = dict[str, Any]
Stock = Callable[[Sequence[str]], list[list[Mark]]]


@dataclass(frozen=True, slots=True)
class Score:
    """One row of a table. ``stock`` and ``ours`` are F1, 0..1; ``count`` is of marked mentions."""

    measure: str
    source: str
    part: str
    count: int
    stock: float
    ours: float


@dataclass(frozen=True, slots=True)
class Error:
    """What is wrong with one name in one place, with the words around it."""

    measure: str
    wrong: str
    name: str
    text: str


def worst(errors: Iterable[Error], most: int = 40) -> list[tuple[int, Error]]:
    """How often each name is wrong in each way, most often first, and the first place of each."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], Error] = {}
    for error in errors:
        key = (error.measure, error.wrong, error.name)
        counts[key] += 1
        first.setdefault(key, error)
    return [(count, first[key]) for key, count in counts.most_common(most)]


def stock_model(package: str) -> Stock:
    """The spaCy package as it comes: whole texts through ``nlp.pipe``, nothing but names."""
    nlp = load(package)

    def find(texts: Sequence[str]) -> list[list[Mark]]:
        docs = nlp.pipe(texts)
        return [[(one.start_char, one.end_char, one.label_) for one in doc.ents] for doc in docs]

    return find


def part_of(document_id: str) -> str:
    """``held out`` or ``development``, for ever the same for one document."""
    value = int(sha256(document_id.encode()).hexdigest(), 16)
    return "development" if value % HELD_OUT_SHARE else "held out"


def mention_scores(path: Path, model: SpacyModel, stock: Stock) -> Iterator[Score]:
    """F1 of exact spans with their kinds, per source and part; English only."""
    counts: dict[tuple[str, str], list[Counter[str]]] = defaultdict(lambda: [Counter(), Counter()])
    lines = lines_of(path / "ner/ner.jsonl.gz")
    texts = [line["text"] for line in lines]
    for line, theirs, entities in zip(lines, stock(texts), find(texts, model), strict=True):
        marked = _marked(line)
        sides = _stripped(line["text"], theirs), _marks(entities)
        for part in (part_of(line["id"]), "all"):
            for count, found in zip(counts[line["source"], part], sides, strict=True):
                count.update(right=len(marked & found), marked=len(marked), found=len(found))
    for (source, part), (theirs_all, ours) in sorted(counts.items()):
        yield Score("mentions", source, part, ours["marked"], _f1(theirs_all), _f1(ours))


def mention_errors(path: Path, model: SpacyModel) -> Iterator[Error]:
    """What is missed and what is found too much, in the development part only."""
    lines = development(lines_of(path / "ner/ner.jsonl.gz"))
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        marked, text = _marked(line), line["text"]
        for start, end, kind in sorted(marked ^ _marks(entities)):
            wrong = f"{kind} {'missed' if (start, end, kind) in marked else 'too much'}"
            yield Error("mentions", wrong, text[start:end], around(text, start, end))


def development(lines: Iterable[Line]) -> list[Line]:
    """The lines that rules may be made on."""
    return [line for line in lines if part_of(line["id"]) == "development"]


def find(texts: Sequence[str], model: SpacyModel) -> Iterator[list[Entity]]:
    """The entities of each text."""
    for text, found in zip(texts, model.find([{"body": one} for one in texts]), strict=True):
        yield find_entities(CleanedArticle(article_id="", body=text), found)


def lines_of(path: Path) -> list[Line]:
    """The English lines of a file, none if it is missing."""
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    return [line for line in lines if line.get("lang", "en") == "en"]


def _marked(line: Line) -> set[Mark]:
    return {
        (one["start"], one["end"], one["norm"])
        for one in line["entities"]
        if one.get("norm") in KINDS.values() and not one.get("optional")
    }


def _marks(entities: Sequence[Entity]) -> set[Mark]:
    named = [entity for entity in entities if entity.type in KINDS]
    return {(one.start, one.end, KINDS[entity.type]) for entity in named for one in entity.mentions}


def _stripped(text: str, spans: Sequence[Mark]) -> set[Mark]:
    marks = set()
    for start, end, label in spans:
        before, behind = _BEFORE.match(text, start, end), _BEHIND.search(text[start:end])
        start = before.end() if before else start
        if label in KINDS:
            marks.add((start, end - len(behind[0]) if behind else end, KINDS[label]))
    return marks


def around(text: str, start: int, end: int) -> str:
    """The place within the words about it, on one line."""
    whole = f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 30]}"
    return " ".join(whole.split())


def _f1(count: Mapping[str, int]) -> float:
    total = count["marked"] + count["found"]
    return 2 * count["right"] / total if total else 0.0
