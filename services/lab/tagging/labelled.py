"""Reads the labelled articles of ``labels.jsonl``: every entity of whole articles, listed by hand.

The file holds no text. A line is ``{id, outlet, part, sha256, entities}``: which article, of which
outlet, in which part (``train``, ``dev``, ``test``), the first 16 hex digits of its text's SHA-256,
and its entities, each ``{type, or?, optional?, wikidata?, title?, body?}``:

- ``type`` is the entity's OntoNotes type, ``or`` lists others that a careful reader would accept.
- ``optional`` is true of what need not be found and is not wrong when found.
- ``wikidata`` is its id, where an installed source confirms it.
- ``title`` and ``body`` are its mentions there, ``[[start, end], …]`` in code points.

docs/labelling.md says what is a name. ``text_of`` finds the text of an id in a folder of evaluation
data, as it was labelled.
"""

import gzip
import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

from services.tagging.mentions.boundaries import Field

LABELS, SECOND = "labels.jsonl", "second_labels.jsonl"
Part = Literal["train", "dev", "test"]
PARTS: tuple[Part, ...] = ("train", "dev", "test")

_SPACE_AT_END = re.compile(r"[ \t]+\n")
_BREAK = re.compile(r"\n\s*\n|\n {3,}")
_WRAPPED = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Label:
    """An entity of an article: the types that are right for it, and its mentions."""

    types: tuple[str, ...]
    mentions: tuple[tuple[Field, int, int], ...]
    optional: bool = False
    wikidata: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with its entities."""

    id: str
    outlet: str
    part: Part
    texts: Mapping[Field, str]
    labels: tuple[Label, ...]

    def names(self, label: Label) -> list[str]:
        """What the article calls the entity, each name once, in order of first mention."""
        named = (self.texts[field][start:end] for field, start, end in label.mentions)
        return list(dict.fromkeys(" ".join(one.split()) for one in named))


def labelled_articles(path: Path, parts: Sequence[Part] = PARTS) -> list[LabelledArticle]:
    """The articles of these parts whose texts are in the folder. Raises ValueError where a text is
    not the one that was labelled."""
    rows = [row for row in _lines(LABELS) if row["part"] in parts]
    found = _texts(path, {row["id"] for row in rows})
    return [_article(row, found[row["id"]]) for row in rows if row["id"] in found]


class Agreement(NamedTuple):
    """Of the entities that are not optional: how many there are, how many the second annotator has
    at one of their places, with a type that the first accepts, with the same first type, and with
    the same mentions."""

    entities: int
    found: int
    accepted: int
    same_type: int
    same_mentions: int


def agreement() -> Agreement:
    """How far the two annotators of the articles in ``second_labels.jsonl`` agree."""
    second = {row["id"]: [_label(one) for one in row["entities"]] for row in _lines(SECOND)}
    counts: Counter[str] = Counter()
    for row in _lines(LABELS):
        others = second.get(row["id"], [])
        for label in map(_label, row["entities"] if others else ()):
            if not label.optional:
                counts.update(_agreed(label, others))
    return Agreement(*(counts[name] for name in Agreement._fields))


def _agreed(label: Label, others: Sequence[Label]) -> Iterator[str]:
    yield "entities"
    mentions = {*label.mentions}
    most = max(others, key=lambda one: len(mentions.intersection(one.mentions)))
    if mentions.isdisjoint(most.mentions):
        return
    yield "found"
    if {*label.types} & {*most.types}:
        yield "accepted"
    if label.types[0] == most.types[0]:
        yield "same_type"
    if mentions == {*most.mentions}:
        yield "same_mentions"


def digest(texts: Mapping[Field, str]) -> str:
    """The first 16 hex digits of the SHA-256 of title and body."""
    whole = f"{texts.get('title', '')}\n\n{texts['body']}"
    return sha256(whole.encode()).hexdigest()[:16]


def _article(row: Mapping[str, Any], texts: Mapping[Field, str]) -> LabelledArticle:
    if digest(texts) != row["sha256"]:
        raise ValueError(f"{row['id']}: not the text that was labelled")
    labels = tuple(_label(one) for one in row["entities"])
    return LabelledArticle(row["id"], row["outlet"], row["part"], texts, labels)


def _label(one: Mapping[str, Any]) -> Label:
    fields: tuple[Field, ...] = ("title", "body")
    return Label(
        (one["type"], *one.get("or", ())),
        tuple((field, start, end) for field in fields for start, end in one.get(field, ())),
        one.get("optional", False),
        one.get("wikidata"),
    )


def _texts(path: Path, wanted: set[str]) -> dict[str, Mapping[Field, str]]:
    return {
        id_: {"title": title, "body": body} if title else {"body": body}
        for id_, title, body in all_texts(path)
        if id_ in wanted
    }


def all_texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Id, title and body of every article in a folder of evaluation data, of ``load`` the English
    ones; an id begins with the name of the file that has the article."""
    for row in _rows(path / "load/load.jsonl.gz"):
        if row.get("lang", "en") != "en":
            continue
        body = _tidy(row["text"])
        wrapped = row["source"] == "reuters-21578"
        body = _unwrapped(body) if wrapped else body
        yield f"load:{row['id']}", _tidy(row.get("title") or ""), body
    for row in _rows(path / "extraction/extraction.jsonl.gz"):
        expected = row["expected"]
        if expected.get("body"):
            title = _tidy(expected.get("title") or "")
            yield f"extraction:{row['id']}", title, _tidy(expected["body"])
    for row in _rows(path / "stories/mixed.jsonl.gz"):
        yield f"stories:{row['id']}", _tidy(row.get("title") or ""), _tidy(row["text"])


def _lines(name: str) -> Iterator[dict[str, Any]]:
    return map(
        json.loads, files("services.lab.tagging").joinpath(name).read_text("utf-8").splitlines()
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as file:
            yield from map(json.loads, file)


def _tidy(text: str) -> str:
    text = html.unescape(text).replace("\r\n", "\n").replace("\r", "\n")
    return _SPACE_AT_END.sub("\n", text).strip()


def _unwrapped(text: str) -> str:
    """Text that was wrapped for a terminal, each of its paragraphs on one line."""
    return "\n\n".join(_WRAPPED.sub(" ", one).strip() for one in _BREAK.split(text))
