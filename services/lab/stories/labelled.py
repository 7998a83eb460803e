"""Reads labelled stories: a folder ``stories`` with a file a set, ``NAME.jsonl.gz``.

A line is `{id, title, text, url, domain, date, story}`; each may be null but `id`, `text` and
`story`. A story's name is the same for all of its articles. Two alike events of one topic are named
`TOPIC_…`, so that a topic is never learned from and judged at once.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

from schemas.articles import EnrichedArticle, Published
from services.stories.clues import Clues, read_clues

FOLDS = 3
SHUFFLES = 3
"""Orders in which a set without dates is read: the file has one story after another."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The articles of one set in one order, and the fold of each story."""

    name: str
    clues: Sequence[Clues]
    stories: Sequence[str]
    folds: Sequence[int]

    def part(self, fold: int) -> "LabelledSet":
        """The articles of one fold, in the same order."""
        at = [place for place, one in enumerate(self.folds) if one == fold]
        return LabelledSet(
            self.name,
            [self.clues[place] for place in at],
            [self.stories[place] for place in at],
            [fold] * len(at),
        )


def labelled_sets(path: Path) -> list[LabelledSet]:
    """All sets under ``path``; one without dates several times, each in another order."""
    return [one for file in sorted(path.glob("stories/*.jsonl.gz")) for one in _orders(file)]


def _orders(file: Path) -> Iterator[LabelledSet]:
    name = file.name.removesuffix(".jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if any(row.get("date") for row in rows):
        yield _set(name, rows)
        return
    for shuffle in range(SHUFFLES):
        mixed = list(rows)
        Random(shuffle).shuffle(mixed)  # noqa: S311
        yield _set(name, mixed)


def _set(name: str, rows: Sequence[dict[str, str]]) -> LabelledSet:
    return LabelledSet(
        name,
        [read_clues(article_of(row)) for row in rows],
        [row["story"] for row in rows],
        [_fold(name, row["story"]) for row in rows],
    )


def _fold(name: str, story: str) -> int:
    return crc32(f"{name}{story.partition('_')[0]}".encode()) % FOLDS


def article_of(row: dict[str, str]) -> EnrichedArticle:
    """A labelled article as tagging would publish it, without entities."""
    day = row.get("date")
    return EnrichedArticle(
        article_id=row["id"],
        event_id=row["id"],
        url=row.get("url"),
        domain=row.get("domain"),
        title=row.get("title"),
        body=row["text"],
        published=Published(value=day, precision="day", method="given", confidence=1.0)
        if day
        else None,
    )
