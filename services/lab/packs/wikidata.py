"""Reads entries of a knowledge base from a Wikidata JSON dump, in bounded memory.

The dump is one JSON array with an item on each line, plain or packed with gzip or bzip2. It is read
twice: first for the tree of classes (P279, "subclass of"), then for the items and their classes
(P31, "instance of").
"""

import bz2
import gzip
import json
import math
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from services.tagging.kb.entry import MAX_NAME_LENGTH, KbEntry

Item = dict[str, Any]
Edges = tuple["array[int]", "array[int]"]
"""Subclasses and, at the same indexes, their classes: numbers of items, without the Q."""

ROOTS: tuple[tuple[str, str | None, frozenset[int]], ...] = (
    ("PERSON", None, frozenset({5})),  # human
    ("GPE", "country", frozenset({6256, 3624078})),  # country, sovereign state
    ("ORG", "team", frozenset({12973014, 847017})),  # sports team, sports club
    ("NORP", "people", frozenset({41710})),  # ethnic group
    ("GPE", "city", frozenset({515, 486972})),  # city, human settlement
    ("GPE", "region", frozenset({56061, 10864048})),  # administrative entities
    ("FAC", None, frozenset({13226383, 811979})),  # facility, architectural structure
    ("ORG", None, frozenset({43229})),  # organisation
    ("LOC", None, frozenset({2221906, 618123})),  # geographic location, geographical feature
    ("EVENT", None, frozenset({1656682, 1190554})),  # event, occurrence
    ("LAW", None, frozenset({820655, 131569})),  # statute, treaty
    ("PRODUCT", None, frozenset({2424752})),  # product
)
"""Type, kind, and the classes whose instances, or whose subclasses' instances, have them. The first
that fits prevails."""

MAX_ALIASES = 60
"""Other names that an entry keeps in one language."""

MOST_LINKED = 400
"""Pages about the best-known things, in all Wikipedias and sister projects: their prior is 1."""

SUBCLASS, INSTANCE, PLACE, COUNTRY, ISO_CODE, PART, CITY_OF = (
    *("P279", "P31", "P625", "P17", "P297", "P361", "P131"),
)


def read_dump(
    path: Path, languages: Collection[str], *, least_linked: int = 3
) -> Iterator[KbEntry]:
    """The entries of a dump: items of a type in ``ROOTS`` with a label in one of ``languages``.

    At least ``least_linked`` Wikipedias and sister projects must have a page about an item. Raises
    OSError or EOFError for a file that can't be read or unpacked.
    """
    with unpacked(path) as lines:
        subclasses, codes = read_classes(lines)
    types = types_of_classes(subclasses)
    del subclasses
    with unpacked(path) as lines:
        for item in items(lines, b'"P31"'):
            if len(item.get("sitelinks") or ()) >= least_linked:
                entry = to_entry(item, types, codes, languages)
                if entry:
                    yield entry


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The lines of a dump, unpacked if its name ends in ``.gz`` or ``.bz2``."""
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
    with openers.get(path.suffix.lower(), open)(path, "rb") as file:
        yield file


def items(lines: Iterable[bytes], mark: bytes) -> Iterator[Item]:
    """The items on the lines that contain ``mark``. Other lines are not parsed."""
    for line in lines:
        if mark in line:
            item = json.loads(line.strip().rstrip(b","))
            if item.get("type") == "item":
                yield item


def read_classes(lines: Iterable[bytes]) -> tuple[Edges, dict[str, str]]:
    """Which class is a subclass of which, and the ISO 3166-1 code of each country by its id."""
    below, above = array("q"), array("q")
    codes: dict[str, str] = {}
    for item in items(_marked(lines, b'"P279"', b'"P297"'), b""):
        for parent in _ids(item, SUBCLASS):
            below.append(_number(item["id"]))
            above.append(_number(parent))
        for code in _values(item, ISO_CODE):
            codes.setdefault(item["id"], str(code))
    return (below, above), codes


def types_of_classes(subclasses: Edges) -> dict[int, tuple[str, str | None]]:
    """Type and kind of every class under ``ROOTS``, by its number."""
    types: dict[int, tuple[str, str | None]] = {}
    for label, kind, roots in ROOTS:
        reached = set(roots)
        size = 0
        while len(reached) > size:
            size = len(reached)
            reached.update(
                one for one, parent in zip(*subclasses, strict=True) if parent in reached
            )
        for one in reached:
            types.setdefault(one, (label, kind))
    return types


def to_entry(
    item: Item,
    types: Mapping[int, tuple[str, str | None]],
    codes: Mapping[str, str],
    languages: Collection[str],
) -> KbEntry | None:
    """The item as an entry, None if it has no type of ``ROOTS`` or no name.

    The prior is the logarithm of the number of pages about it, as a share of ``MOST_LINKED``'s.
    """
    found = {types[number] for one in _ids(item, INSTANCE) if (number := _number(one)) in types}
    order = [(label, kind) for label, kind, _ in ROOTS]
    names = {
        code: label["value"]
        for code, label in _by_language(item.get("labels"), languages)
        if _is_name(label["value"].strip())
    }
    if not found or not names:
        return None
    label, kind = min(found, key=order.index)
    place = next((one for one in _values(item, PLACE) if isinstance(one, dict)), {})
    on_earth = str(place.get("globe", "Q2")).rsplit("/", 1)[-1] == "Q2"
    country = next((codes[one] for one in _ids(item, COUNTRY) if one in codes), None)
    linked = len(item.get("sitelinks") or ())
    return KbEntry(
        id=f"wikidata:{item['id']}",
        type=label,
        kind=kind,
        names=names,
        aliases={
            code: [name for one in some[:MAX_ALIASES] if _is_name(name := one["value"])]
            for code, some in _by_language(item.get("aliases"), languages)
        },
        ids={"wikidata": item["id"]},
        lat=place.get("latitude") if on_earth else None,
        lon=place.get("longitude") if on_earth else None,
        country=codes.get(item["id"], country),
        parent=next((f"wikidata:{q}" for p in (CITY_OF, PART) for q in _ids(item, p)), None),
        prior=round(min(1.0, math.log(1 + linked) / math.log(1 + MOST_LINKED)), 3),
    )


def _is_name(text: str) -> bool:
    return 0 < len(text) <= MAX_NAME_LENGTH


def _marked(lines: Iterable[bytes], *marks: bytes) -> Iterator[bytes]:
    return (line for line in lines if any(mark in line for mark in marks))


def _by_language(texts: Any, languages: Collection[str]) -> list[tuple[str, Any]]:
    # An empty table is written as an empty list.
    found = texts if isinstance(texts, dict) else {}
    return [(code, found[code]) for code in languages if code in found]


def _values(item: Item, prop: str) -> Iterator[Any]:
    """The values of a property, preferred ones first, without deprecated ones."""
    claims = item.get("claims")
    said = claims.get(prop, []) if isinstance(claims, dict) else []
    ranks = {"preferred": 0, "normal": 1}
    for claim in sorted(
        (one for one in said if one.get("rank", "normal") in ranks),
        key=lambda one: ranks[one.get("rank", "normal")],
    ):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value")
        if value is not None:
            yield value


def _ids(item: Item, prop: str) -> Iterator[str]:
    for value in _values(item, prop):
        if isinstance(value, dict) and str(value.get("id", "")).startswith("Q"):
            yield value["id"]


def _number(qid: str) -> int:
    return int(qid[1:])
