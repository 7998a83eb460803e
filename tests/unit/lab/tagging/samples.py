"""A text of a few names, and models that find some of them."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner.spacy_model import SpacyModel
from tests.unit.tagging.finding import found_in

TEXT = "Ana Costa met Ben Ito in Oslo. Costa left the Oslo hall."


class TwoPeople(SpacyModel):
    """Knows two people and no place."""

    def __init__(self) -> None:
        self.name = "two people"

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        return [found_in(dict(texts), PERSON=["Ana Costa", "Ben Ito"]) for texts in articles]


class TwoCountries(SpacyModel):
    """Knows two countries."""

    def __init__(self) -> None:
        self.name = "two countries"

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        return [found_in(dict(texts), GPE=["Kenya", "Norway"]) for texts in articles]


def write(path: Path, *lines: dict[str, object]) -> None:
    """A gzipped file of JSON Lines."""
    path.parent.mkdir()
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


COUNTRIES = "Kenya and Norway met."
FOUND = [(0, 5, "entity", "Q114"), (10, 16, "entity", "Q1"), (10, 16, "nil", None)]
"""Marks in ``COUNTRIES``: Kenya is right, Norway is another thing than we say."""


def write_links(path: Path, marks: Sequence[tuple[int, int, str, str | None]]) -> None:
    """Marked links of ``COUNTRIES`` in the folder ``path``."""
    mentions = [{"start": a, "end": b, "kind": kind, "qid": qid} for a, b, kind, qid in marks]
    line = {"id": "a", "source": "s", "text": COUNTRIES, "mentions": mentions}
    write(path / "linking/linking.jsonl.gz", line)
