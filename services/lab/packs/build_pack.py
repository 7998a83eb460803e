"""Compiles the entries of a knowledge base to a pack: one file that all processes map and share.

A pack is an LMDB file of four tables:

- ``names``: a normalised name → for each entry with this name a byte that says whether it is the
  entry's usual name, and the entry's number (4 bytes, big-endian).
- ``things``: a number → the entry as JSON.
- ``ids``: an id → the entry's number.
- ``about``: one JSON object with format, name, version and number of entries.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import lmdb

from services.tagging.kb.entry import FORMAT, MAX_KEY_BYTES, OTHER, USUAL, BadLine, KbEntry
from services.tagging.names import normalise

MAP_BYTES = 1 << 40
"""Address space while building. The file takes only what it needs."""

ENTRIES_AT_ONCE = 10_000
"""Entries in one transaction, whose pages stay in memory until it ends."""


def build(entries: Iterable[KbEntry], target: Path, name: str) -> str:
    """Write a pack and return its version, 12 hex digits of its content's hash.

    The file replaces one of that name at once and whole: a reader has the old or the new one.
    Memory does not grow with the number of entries. Raises BadLine for an id that comes twice.
    """
    filled, compact = (target.with_name(f".{target.name}.{os.getpid()}.{step}") for step in "12")
    try:
        with _empty(filled) as pack:
            version = _fill(pack, entries, name)
            # The map size is written down with the copy, and a reader maps as much as it says.
            pack.set_mapsize(filled.stat().st_size)
            pack.copy(str(compact), compact=True)
        os.replace(compact, target)
    finally:
        for path in (filled, compact):
            path.unlink(missing_ok=True)
    return version


def names_of(entry: KbEntry) -> Iterator[tuple[bytes, bytes]]:
    """The keys under which an entry is found, each once, with ``USUAL`` or ``OTHER``."""
    seen = set()
    usual = [(name, USUAL) for name in entry.names.values()]
    others = [(name, OTHER) for names in entry.aliases.values() for name in names]
    for name, rank in [*usual, *others]:
        key = normalise(name).encode()
        if key and len(key) <= MAX_KEY_BYTES and key not in seen:
            seen.add(key)
            yield key, rank


@contextmanager
def _empty(path: Path) -> Iterator[lmdb.Environment]:
    path.unlink(missing_ok=True)
    pack = lmdb.open(
        str(path),
        subdir=False,
        map_size=MAP_BYTES,
        max_dbs=4,
        lock=False,
        sync=False,
        metasync=False,
    )
    try:
        yield pack
    finally:
        pack.close()


def _fill(pack: lmdb.Environment, entries: Iterable[KbEntry], name: str) -> str:
    names = pack.open_db(b"names", dupsort=True, dupfixed=True)
    records, ids, about = (pack.open_db(table) for table in (b"things", b"ids", b"about"))
    digest = sha256(FORMAT.encode())
    count = 0
    transaction = pack.begin(write=True)
    try:
        for entry in entries:
            number = count.to_bytes(4, "big")
            if not transaction.put(entry.id.encode(), number, db=ids, overwrite=False):
                raise BadLine(f"{entry.id} comes twice")
            record = entry.model_dump_json(exclude_defaults=True).encode()
            digest.update(record + b"\n")
            transaction.put(number, record, db=records, append=True)
            for key, rank in names_of(entry):
                transaction.put(key, rank + number, db=names)
            count += 1
            if count % ENTRIES_AT_ONCE == 0:
                transaction.commit()
                transaction = pack.begin(write=True)
        version = digest.hexdigest()[:12]
        facts = {"format": FORMAT, "name": name, "version": version, "things": count}
        transaction.put(b"about", json.dumps(facts).encode(), db=about)
        transaction.commit()
    except BaseException:
        transaction.abort()
        raise
    return version
