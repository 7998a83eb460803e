"""Looks names up in one pack, a file that all processes map and share."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import lmdb

from services.tagging.kb.entry import FORMAT, MAX_KEY_BYTES, USUAL, KbEntry
from services.tagging.names import normalise

PAGE_BYTES = 4096
"""The page size of every LMDB file, whatever the machine's is."""

CACHED_NAMES = 1 << 13
"""Names whose entries stay parsed. The news repeats the same names."""


class BadPack(Exception):
    """A file that is no pack, or a pack of another format."""


class NameMatch(NamedTuple):
    """An entry that has a name, and whether it is the entry's usual name."""

    entry: KbEntry
    usual: bool


class Pack:
    """An open pack. ``name``, ``version`` and ``count`` (of entries) are what the file says.

    Raises BadPack for a file that can't be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._pack = lmdb.open(str(path), subdir=False, readonly=True, lock=False, max_dbs=4)
        except lmdb.Error as error:
            raise BadPack(f"{path}: {_reason(error)}") from error
        try:
            if path.stat().st_size < (self._pack.info()["last_pgno"] + 1) * PAGE_BYTES:
                raise ValueError("it is cut off")  # To read there would end the process.
            self._names, self._entries, self._ids, about = (
                self._pack.open_db(table, create=False)
                for table in (b"names", b"things", b"ids", b"about")
            )
            # One transaction for the life of the pack: no writer waits for it to end.
            self._transaction = self._pack.begin()
            facts = json.loads(self._transaction.get(b"about", db=about) or b"{}")
        except (lmdb.Error, ValueError) as error:
            self._pack.close()
            raise BadPack(f"{path}: {_reason(error)}") from error
        if facts.get("format") != FORMAT:
            self._pack.close()
            raise BadPack(f"{path}: its format is {facts.get('format')}, {FORMAT} is read here")
        self.name: str = facts["name"]
        self.version: str = facts["version"]
        self.count: int = facts["things"]
        self._cache: dict[str, tuple[NameMatch, ...]] = {}

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    def entry(self, id: str) -> KbEntry | None:
        """The entry with this id."""
        number = self._transaction.get(id.encode(), db=self._ids)
        return self._entry(number) if number else None

    def entries(self) -> Iterator[KbEntry]:
        """All entries, in the order of the lines that the pack was made of."""
        with self._transaction.cursor(self._entries) as cursor:
            yield from (KbEntry.model_validate_json(record) for record in cursor.iternext(False))

    def close(self) -> None:
        """Unmap the file. Nothing can be looked up any more."""
        self._cache.clear()
        self._transaction.abort()
        self._pack.close()

    def find(self, name: str) -> tuple[NameMatch, ...]:
        """The entries with this name, in any spelling; those whose usual name it is come first."""
        found = self._cache.get(name)
        if found is None:
            if len(self._cache) >= CACHED_NAMES:
                self._cache.clear()
            found = self._cache[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> tuple[NameMatch, ...]:
        key = normalise(name).encode()
        if not 0 < len(key) <= MAX_KEY_BYTES:
            return ()
        with self._transaction.cursor(self._names) as cursor:
            found = list(cursor.iternext_dup()) if cursor.set_key(key) else []
        return tuple(NameMatch(self._entry(one[1:]), one[:1] == USUAL) for one in found)

    def _entry(self, number: bytes) -> KbEntry:
        record = self._transaction.get(number, db=self._entries)
        return KbEntry.model_validate_json(record or b"")


def _reason(error: Exception) -> str:
    return f"no pack ({' '.join(str(error).split())[:120]})"
