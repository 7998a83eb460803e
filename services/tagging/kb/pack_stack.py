"""Looks names up in several packs at once, and takes a replaced one up while running."""

import logging
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from weakref import WeakValueDictionary

from services.tagging.kb.pack import BadPack, Pack, Sense

log = logging.getLogger(__name__)

STARTER = Path(str(files("services.tagging.data").joinpath("starter.pack")))
"""The pack that ships with us, always below all others."""

FileIdentity = tuple[int, int, int, int]
"""What changes when a file is replaced: device, inode, time of change, size."""

_OPEN: WeakValueDictionary[FileIdentity, Pack] = WeakValueDictionary()
"""The packs that are open in this process: LMDB must not open a file twice."""


class PackStack:
    """The packs that ``named`` lists: files, or folders of ``*.pack``, separated by commas.

    The first prevails: its thing takes the place of one with the same id in those after it.
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
    def versions(self) -> list[str]:
        """Name and version of each, the first above the others."""
        return [str(pack) for _, pack in self._open.values()]

    def find(self, name: str) -> list[Sense]:
        """What a name may mean, each id once, as the first pack that has it says."""
        found: dict[str, Sense] = {}
        for _, pack in self._open.values():
            for sense in pack.find(name):
                found.setdefault(sense.thing.id, sense)
        if len(self._open) == 1:
            return list(found.values())
        return [one for one in found.values() if self._prevails(one)]

    def refresh(self) -> None:
        """Open what is new or has been replaced, and let go of what is gone.

        To be called between batches; costs a stat of each file. A file that can't be read leaves
        the one before in place.
        """
        now: dict[Path, tuple[FileIdentity, Pack]] = {}
        for path in self._paths():
            before = self._open.get(path)
            opened = self._opened(path, before)
            if opened:
                now[path] = opened
        if now != self._open:
            self._open = now  # What nobody holds any more is closed.
            log.info("knowledge base: %s", ", ".join(self.versions))

    def _paths(self) -> Iterator[Path]:
        for path in self._named:
            yield from sorted(path.glob("*.pack")) if path.is_dir() else [path]
        yield self._starter

    def _opened(
        self, path: Path, before: tuple[FileIdentity, Pack] | None
    ) -> tuple[FileIdentity, Pack] | None:
        try:
            found = path.stat()
            seal = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size)
            bad = self._bad.get(path)
            if (before and before[0] == seal) or (bad and bad[0] == seal):
                return before
            self._bad.pop(path, None)
        except OSError:
            # Between two names, or taken away by mistake: what is mapped stays readable.
            return before if path in self._named or path == self._starter else None
        try:
            pack = _OPEN.get(seal)
            if pack is None:
                pack = _OPEN[seal] = Pack(path)
            return seal, pack
        except BadPack as error:
            log.error("a knowledge-base pack can't be read: %s", error)
            self._bad[path] = seal, error
            return before

    def _prevails(self, sense: Sense) -> bool:
        """Whether no pack above the one it is from has its thing, with other names."""
        for _, pack in self._open.values():
            above = pack.thing(sense.thing.id)
            if above is not None:
                return above == sense.thing
        return True
