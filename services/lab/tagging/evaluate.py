"""Measures which mentions tagging finds in marked texts, beside the stock model.

``path`` is always a folder with ``ner/ner.jsonl.gz`` and ``linking/linking.jsonl.gz``; either may
be missing. Offsets are code points.

- A line of the first is ``{id, source, lang, text, entities: [{start, end, norm}]}``. ``norm`` is
  PER, ORG, LOC or another type; others are left out.
- A line of the second is ``{id, source, text, eval_span?, mentions: [{start, end, kind, qid}]}``.
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
"""Our types → the types of the data."""

HELD_OUT = 3
"""One text in three is held out: nobody looks at it while rules are made."""

# The data leave these out of a name, so that they are taken off the stock model's spans as well.
_BEFORE = re.compile(r"[Tt]he\s+")
_BEHIND = re.compile(r"\s*['’]s$")

Mark = tuple[int, int, str]
"""Start, end and type of a mention."""

Line = dict[str, Any]
"""A line of the data."""

Stock = Callable[[Sequence[str]], list[list[Mark]]]
"""The stock model: from texts to the mentions of each, with OntoNotes' types."""


@dataclass(frozen=True, slots=True)
class Score:
    """One row of a table: F1 (0..1) of ``stock`` and of ``ours`` on ``count`` marked mentions."""

    measure: str
    source: str
    part: str
    count: int
    stock: float
    ours: float


@dataclass(frozen=True, slots=True)
class Error:
    """One wrong mention: the measure, what is wrong, its name, and the words around it."""

    measure: str
    wrong: str
    name: str
    text: str


def worst(errors: Iterable[Error], most: int = 40) -> list[tuple[int, Error]]:
    """The ``most`` commonest errors: how often a name is wrong in one way, and the first case."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], Error] = {}
    for error in errors:
        key = (error.measure, error.wrong, error.name)
        counts[key] += 1
        first.setdefault(key, error)
    return [(count, first[key]) for key, count in counts.most_common(most)]


def stock_model(package: str) -> Stock:
    """The spaCy package as it comes: whole texts through ``nlp.pipe``, only the pipes for names.

    Raises ImportError for a package that is not installed.
    """
    nlp = load(package)

    def find(texts: Sequence[str]) -> list[list[Mark]]:
        docs = nlp.pipe(texts)
        return [[(one.start_char, one.end_char, one.label_) for one in doc.ents] for doc in docs]

    return find


def part_of(document_id: str) -> str:
    """``held out`` or ``development``, by the hash of the id: always the same for one document."""
    value = int(sha256(document_id.encode()).hexdigest(), 16)
    return "development" if value % HELD_OUT else "held out"


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
    """Missed mentions, and found ones that are not marked; of the development part only."""
    lines = development(lines_of(path / "ner/ner.jsonl.gz"))
    for line, entities in zip(lines, find([one["text"] for one in lines], model), strict=True):
        marked, text = _marked(line), line["text"]
        for start, end, kind in sorted(marked ^ _marks(entities)):
            wrong = f"{kind} {'missed' if (start, end, kind) in marked else 'too much'}"
            yield Error("mentions", wrong, text[start:end], around(text, start, end))


def development(lines: Iterable[Line]) -> list[Line]:
    """The lines of the development part, which rules may be made on."""
    return [line for line in lines if part_of(line["id"]) == "development"]


def find(texts: Sequence[str], model: SpacyModel) -> Iterator[list[Entity]]:
    """The entities that we find in each text, taken for the body of an article."""
    for text, found in zip(texts, model.find([{"body": one} for one in texts]), strict=True):
        yield find_entities(CleanedArticle(article_id="", body=text), found)


def lines_of(path: Path) -> list[Line]:
    """The English lines of a gzipped file of JSON Lines, none if it is missing."""
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
    """The mention in brackets, with 30 code points on both sides, on one line."""
    whole = f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 30]}"
    return " ".join(whole.split())


def _f1(count: Mapping[str, int]) -> float:
    total = count["marked"] + count["found"]
    return 2 * count["right"] / total if total else 0.0
