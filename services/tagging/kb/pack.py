"""Looks names up in one pack, a file that all processes map and share."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import lmdb

from services.tagging.kb.entry import FORMAT, MOST_KEY_BYTES, USUAL, KbEntry
from services.tagging.names import normalise

PAGE_BYTES = 4096
"""The size of LMDB's pages, whatever the machine's are."""

REMEMBERED = 1 << 13
"""Names whose things are kept unpacked: the news says the same ones over and over."""


class BadPack(Exception):
    """A file that is no pack, or one of another format."""


class Sense(NamedTuple):
    """One thing that a name may mean, and whether it is the thing's usual name."""

    thing: KbEntry
    usual: bool


class Pack:
    """An open pack. ``name``, ``version`` and ``count`` (of things) are its own words."""

    def __init__(self, path: Path) -> None:
        try:
            self._pack = lmdb.open(str(path), subdir=False, readonly=True, lock=False, max_dbs=4)
        except lmdb.Error as error:
            raise BadPack(f"{path}: {_said(error)}") from error
        try:
            if path.stat().st_size < (self._pack.info()["last_pgno"] + 1) * PAGE_BYTES:
                raise ValueError("it is cut off")  # To read there would end the process.
            self._names, self._things, self._ids, about = (
                self._pack.open_db(table, create=False)
                for table in (b"names", b"things", b"ids", b"about")
            )
            # One for all: nobody writes, so nothing is held back by it.
            self._reading = self._pack.begin()
            facts = json.loads(self._reading.get(b"about", db=about) or b"{}")
        except (lmdb.Error, ValueError) as error:
            self._pack.close()
            raise BadPack(f"{path}: {_said(error)}") from error
        if facts.get("format") != FORMAT:
            self._pack.close()
            raise BadPack(f"{path}: its format is {facts.get('format')}, {FORMAT} is read here")
        self.name: str = facts["name"]
        self.version: str = facts["version"]
        self.count: int = facts["things"]
        self._remembered: dict[str, tuple[Sense, ...]] = {}

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    def thing(self, id: str) -> KbEntry | None:
        """The thing of this id."""
        ordinal = self._reading.get(id.encode(), db=self._ids)
        return self._thing(ordinal) if ordinal else None

    def things(self) -> Iterator[KbEntry]:
        """All of them, in the order of the lines."""
        with self._reading.cursor(self._things) as cursor:
            yield from (KbEntry.model_validate_json(record) for record in cursor.iternext(False))

    def close(self) -> None:
        """Give the file back; nothing can be found any more."""
        self._remembered.clear()
        self._reading.abort()
        self._pack.close()

    def find(self, name: str) -> tuple[Sense, ...]:
        """What a name may mean, things whose usual name it is first."""
        found = self._remembered.get(name)
        if found is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            found = self._remembered[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> tuple[Sense, ...]:
        key = normalise(name).encode()
        if not 0 < len(key) <= MOST_KEY_BYTES:
            return ()
        with self._reading.cursor(self._names) as cursor:
            found = list(cursor.iternext_dup()) if cursor.set_key(key) else []
        return tuple(Sense(self._thing(one[1:]), one[:1] == USUAL) for one in found)

    def _thing(self, ordinal: bytes) -> KbEntry:
        return KbEntry.model_validate_json(self._reading.get(ordinal, db=self._things) or b"")


def _said(error: Exception) -> str:
    return f"no pack ({' '.join(str(error).split())[:120]})"
