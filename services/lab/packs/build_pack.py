"""Compiles a knowledge base's lines to a pack: one file that all processes map and share.

A pack is an LMDB file of four tables: ``names`` (a normalised name → the ordinals of the things
that it may mean, with a byte that says whether it is their usual name), ``things`` (an ordinal →
the thing as JSON), ``ids`` (an id → its ordinal) and ``about``.
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

ROOM = 1 << 40
"""Address space while building, in bytes; the file takes what it needs."""

PORTION = 10_000
"""Things in a transaction: its pages are kept in memory until it ends."""


def build(things: Iterable[KbEntry], target: Path, name: str) -> str:
    """Write a pack and give its version, 12 hex digits of its content's hash.

    The file appears at once, whole, in place of one of that name, so that a reader has the old or
    the new one. Memory does not grow with the number of things. Raises BadLine for an id that
    comes twice.
    """
    rough, smooth = (target.with_name(f".{target.name}.{os.getpid()}.{step}") for step in "12")
    try:
        with _empty(rough) as pack:
            version = _fill(pack, things, name)
            # The limit is written down with the copy, and a reader maps as much as it says.
            pack.set_mapsize(rough.stat().st_size)
            pack.copy(str(smooth), compact=True)
        os.replace(smooth, target)
    finally:
        for path in (rough, smooth):
            path.unlink(missing_ok=True)
    return version


def names_of(thing: KbEntry) -> Iterator[tuple[bytes, bytes]]:
    """The keys under which a thing is found, each once: usual names first."""
    seen = set()
    usual = [(name, USUAL) for name in thing.names.values()]
    for name, rank in [*usual, *((a, OTHER) for some in thing.aliases.values() for a in some)]:
        key = normalise(name).encode()
        if key and len(key) <= MAX_KEY_BYTES and key not in seen:
            seen.add(key)
            yield key, rank


@contextmanager
def _empty(path: Path) -> Iterator[lmdb.Environment]:
    path.unlink(missing_ok=True)
    pack = lmdb.open(
        str(path), subdir=False, map_size=ROOM, max_dbs=4, lock=False, sync=False, metasync=False
    )
    try:
        yield pack
    finally:
        pack.close()


def _fill(pack: lmdb.Environment, things: Iterable[KbEntry], name: str) -> str:
    names = pack.open_db(b"names", dupsort=True, dupfixed=True)
    records, ids, about = (pack.open_db(table) for table in (b"things", b"ids", b"about"))
    digest = sha256(FORMAT.encode())
    count = 0
    portion = pack.begin(write=True)
    try:
        for thing in things:
            ordinal = count.to_bytes(4, "big")
            if not portion.put(thing.id.encode(), ordinal, db=ids, overwrite=False):
                raise BadLine(f"{thing.id} comes twice")
            record = thing.model_dump_json(exclude_defaults=True).encode()
            digest.update(record + b"\n")
            portion.put(ordinal, record, db=records, append=True)
            for key, rank in names_of(thing):
                portion.put(key, rank + ordinal, db=names)
            count += 1
            if count % PORTION == 0:
                portion.commit()
                portion = pack.begin(write=True)
        version = digest.hexdigest()[:12]
        facts = {"format": FORMAT, "name": name, "version": version, "things": count}
        portion.put(b"about", json.dumps(facts).encode(), db=about)
        portion.commit()
    except BaseException:
        portion.abort()
        raise
    return version
