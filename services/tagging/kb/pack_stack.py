"""Looks names up in several packs at once, and takes a replaced one up while running."""

import logging
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from weakref import WeakValueDictionary

from services.tagging.kb.pack import BadPack, NameMatch, Pack

log = logging.getLogger(__name__)

STARTER = Path(str(files("services.tagging.data").joinpath("starter.pack")))
"""The pack that ships with us, always below all others."""

FileIdentity = tuple[int, int, int, int]
"""What changes when a file is replaced: device, inode, time of change, size."""

_OPEN: WeakValueDictionary[FileIdentity, Pack] = WeakValueDictionary()
"""The packs that are open in this process: LMDB must not open a file twice."""


class PackStack:
    """The packs that ``named`` lists: files, or folders of ``*.pack``, separated by commas.

    The first pack prevails: its entry replaces one with the same id in the packs after it. Raises
    BadPack for a path that does not exist, and for a file that is no pack.
    """

    def __init__(self, named: str = "", starter: Path = STARTER) -> None:
        self._named = [Path(one.strip()) for one in named.split(",") if one.strip()]
        self._starter = starter
        self._open: dict[Path, tuple[FileIdentity, Pack]] = {}
        self._bad: dict[Path, tuple[FileIdentity, BadPack]] = {}
        for path in self._named:
            if not path.exists():
                raise BadPack(f"{path}: not there")
        self.refresh()
        for _, error in self._bad.values():
            raise error

    @property
    def packs(self) -> dict[Path, Pack]:
        """The open packs by file, the first above the others."""
        return {path: pack for path, (_, pack) in self._open.items()}

    @property
    def versions(self) -> list[str]:
        """Name and version of each pack, ``name@version``, the first above the others."""
        return [str(pack) for _, pack in self._open.values()]

    def find(self, name: str) -> list[NameMatch]:
        """The entries with this name, each id once, as the first pack that has the id says."""
        found: dict[str, NameMatch] = {}
        for _, pack in self._open.values():
            for match in pack.find(name):
                found.setdefault(match.entry.id, match)
        if len(self._open) == 1:
            return list(found.values())
        return [one for one in found.values() if self._prevails(one)]

    def refresh(self) -> None:
        """Open packs that are new or were replaced, and close those that are gone.

        To be called between batches; costs a stat of each file. Where a new file can't be read,
        the pack before it stays, and an error is logged once.
        """
        now: dict[Path, tuple[FileIdentity, Pack]] = {}
        for path in self._paths():
            before = self._open.get(path)
            opened = self._opened(path, before)
            if opened:
                now[path] = opened
        if now != self._open:
            self._open = now  # A pack that nobody holds any more closes itself.
            log.info("knowledge base: %s", ", ".join(self.versions))

    def _paths(self) -> Iterator[Path]:
        for path in self._named:
            yield from sorted(path.glob("*.pack")) if path.is_dir() else [path]
        yield self._starter

    def _opened(
        self, path: Path, before: tuple[FileIdentity, Pack] | None
    ) -> tuple[FileIdentity, Pack] | None:
        try:
            stat = path.stat()
            identity = (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
            bad = self._bad.get(path)
            if (before and before[0] == identity) or (bad and bad[0] == identity):
                return before
            self._bad.pop(path, None)
        except OSError:
            # Between two names, or taken away by mistake: what is mapped stays readable.
            return before if path in self._named or path == self._starter else None
        try:
            pack = _OPEN.get(identity)
            if pack is None:
                pack = _OPEN[identity] = Pack(path)
            return identity, pack
        except BadPack as error:
            log.error("a knowledge-base pack can't be read: %s", error)
            self._bad[path] = identity, error
            return before

    def _prevails(self, match: NameMatch) -> bool:
        """Whether the first pack that has the entry's id has this very entry."""
        for _, pack in self._open.values():
            above = pack.entry(match.entry.id)
            if above is not None:
                return above == match.entry
        return True


@cache
def starter() -> PackStack:
    """The pack that ships with us, alone."""
    return PackStack()
