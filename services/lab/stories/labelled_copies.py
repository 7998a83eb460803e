"""Reads labelled pairs: a folder ``neardup`` with ``docs.jsonl.gz`` and ``pairs.jsonl``.

A text is `{id, title, text, date}`, a pair `{a, b, label, source}`. A label is `dup` or
`dup_partial` for copies, `template` for two fillings of one form, `same_event` for two reports;
pairs of any other label are left out.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

from services.stories.copies.wording import Wording, wording

COPIES = frozenset(("dup", "dup_partial"))
OTHERS = frozenset(("template", "same_event"))
FOLDS = 5
_DATE_FORMATS = ("%Y-%m-%d", "%d-%b-%Y")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two texts by id. Pairs that share a text, or are linked by others, share a fold."""

    one: str
    other: str
    label: str
    fold: int

    @property
    def is_copy(self) -> bool:
        return self.label in COPIES


def texts(path: Path) -> dict[str, Wording]:
    """The texts by id, in the order of the file."""
    with gzip.open(path / "neardup" / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: wording(row["id"], row["text"], _day(row.get("date"))) for row in rows}


def _day(written: str | None) -> int | None:
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime((written or "").split()[0], form).date().toordinal()
        except (ValueError, IndexError):
            continue
    return None


def labelled_pairs(path: Path) -> list[LabelledPair]:
    """The pairs that count, each with its fold."""
    with (path / "neardup" / "pairs.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    groups = _groups(rows)
    return [
        LabelledPair(row["a"], row["b"], row["label"], crc32(groups[row["a"]].encode()) % FOLDS)
        for row in rows
        if row["label"] in COPIES | OTHERS
    ]


def _groups(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """For each text the least id of those that pairs link it with."""
    linked: dict[str, list[str]] = {}
    for row in rows:
        linked.setdefault(row["a"], []).append(row["b"])
        linked.setdefault(row["b"], []).append(row["a"])
    groups: dict[str, str] = {}
    for start in sorted(linked):
        for one in _reached(start, linked, groups):
            groups[one] = start
    return groups


def _reached(
    start: str, linked: Mapping[str, Sequence[str]], known: Mapping[str, str]
) -> Iterator[str]:
    waiting, seen = [start], {start}
    while waiting:
        one = waiting.pop()
        if one in known:
            continue
        yield one
        for other in linked[one]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
