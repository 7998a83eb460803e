"""Finds the files that hold articles, opens them, and names all that it passes over."""

import bz2
import gzip
import io
import lzma
import os
import re
import shlex
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, cast

from services.cli.samples import SAMPLES
from services.runtime.formats.packing import UNPACK

STDIN = "-"

KINDS = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    ".json": "json",
    **dict.fromkeys((".jsonl", ".ndjson", ".jl"), "jsonl"),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf", ".nitf"), "xml"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    ".parquet": "parquet",
    ".warc": "warc",
    ".eml": "eml",
    ".mbox": "mbox",
    **dict.fromkeys((".tar", ".tgz", ".tbz2", ".txz"), "tar"),
    ".zip": "zip",
}
"""What a file holds, by the end of its name."""
Content = io.BufferedReader | gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile
PACKED = UNPACK
"""What may stand behind that, and what unpacks it."""
_SHORT = {".tgz": ".gz", ".tbz2": ".bz2", ".txz": ".xz"}
ELSEWHERE = dict.fromkeys((".7z", ".rar"), "an archive: unpack it")
"""Why some kinds are not read, and what helps."""
READ_KINDS = ".txt, .html, .json, .xml, .csv, .warc or .eml"

_URL = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, or standard input where ``path`` is None.

    ``where`` names it in messages; ``name`` is its path below the folder that was given, without
    what tells of packing; ``size`` in bytes, 0 where nobody knows.
    """

    path: Path | None
    where: str
    name: str = ""
    size: int = 0
    unchecked: bool = False

    @property
    def kind(self) -> str:
        """One of the values of KINDS; standard input holds JSON lines."""
        return (self.path and kind_of(self.path)) or "jsonl"


@dataclass(frozen=True, slots=True)
class BadInput:
    """What should be published and can't be read, and why."""

    where: str
    error: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What lies in a folder and is no article, and why."""

    where: str
    reason: str


def kind_of(path: PurePath) -> str | None:
    """One of the values of KINDS by its name, None if it is none of them."""
    name = path.with_suffix("") if path.suffix.lower() in PACKED else path
    return KINDS.get(name.suffix.lower())


def printable(text: str) -> str:
    """A file's name, or what a file says, so that a terminal can show it: other bytes and control
    characters as escapes."""
    known = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in known
    )


def find_files(paths: Iterable[str]) -> Iterator[InputFile | PassedOver | BadInput]:
    """The files at and below the paths, each once, by name, and all that is passed over.

    What was named and can't be read is ``BadInput``, what only lies in a folder ``PassedOver``.
    """
    seen: set[str] = set()
    for given in paths:
        for found in _below(given):
            if isinstance(found, InputFile) and found.path is not None:
                real = os.path.realpath(found.path)
                if real in seen:
                    yield PassedOver(found.where, "named before")
                    continue
                seen.add(real)
            yield found


def _below(given: str) -> Iterator[InputFile | PassedOver | BadInput]:
    path, where = Path(given), printable(given)
    if given == STDIN:
        yield InputFile(None, "stdin")
    elif _URL.match(given):
        yield BadInput(where, no_fetching(given))
    elif path.is_dir():
        found = list(_inside(path))
        if not any(isinstance(one, InputFile) for one in found):
            found.append(BadInput(where, f"no {READ_KINDS} file in it"))
        yield from found
    elif reason := _unreadable(path, stat.S_ISREG, stat.S_ISFIFO):
        yield BadInput(where, reason)
    else:
        yield InputFile(path, where, printable(_unpacked_name(path).name), path.stat().st_size)


def sample_files() -> list[InputFile]:
    """The sample articles that come with Wireroom; two of them are broken on purpose."""
    return [
        InputFile(path, path.name, path.name, path.stat().st_size, unchecked=True)
        for path in sorted(SAMPLES.iterdir())
        if kind_of(path)
    ]


def no_fetching(url: str) -> str:
    """What to do instead of naming a page by its address."""
    address = shlex.quote(url)
    return (
        "Wireroom fetches nothing from the web; save the page and say where it was: "
        f"curl -L -o page.html {address} && wireroom publish page.html --url {address}"
    )


def _inside(folder: Path) -> Iterator[InputFile | PassedOver | BadInput]:
    closed: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        for name in sorted(folders):
            path = Path(place, name)
            if name.startswith("."):
                yield PassedOver(f"{printable(str(path))}/", "hidden")
            elif path.is_symlink():
                yield PassedOver(f"{printable(str(path))}/", "a link to a folder")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            where = printable(str(path))
            if name.startswith("."):
                yield PassedOver(where, "hidden")
            elif reason := _unreadable(path, stat.S_ISREG):
                yield PassedOver(where, reason)
            else:
                below = _unpacked_name(path.relative_to(folder))
                yield InputFile(path, where, printable(below.as_posix()), path.stat().st_size)
    for error in closed:
        yield BadInput(printable(str(error.filename)), error.strerror or "can't be read")


def _unreadable(path: Path, *allowed: Callable[[int], bool]) -> str | None:
    """Why no articles can be read from it, or None."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "a link to nothing" if path.is_symlink() else "no such file"
    except OSError as error:
        return error.strerror or "can't be read"
    if kind_of(path) is None:
        return ELSEWHERE.get(path.suffix.lower(), f"not a {READ_KINDS} file")
    return None if any(is_allowed(mode) for is_allowed in allowed) else "not a file"


def _unpacked_name(path: Path) -> Path:
    return path.with_suffix("") if path.suffix.lower() in PACKED else path


@contextmanager
def opened(file: InputFile) -> Iterator[tuple[Content, IO[bytes]]]:
    """The file's content, unpacked, and the file itself, whose position tells how far we are.

    Raises OSError.
    """
    if file.path is None:
        # A reader of our own: while a thread waits in Python's, the process can't end in peace.
        with open(sys.stdin.fileno(), "rb", closefd=False) as content:
            yield content, content
        return
    with file.path.open("rb") as packed:
        suffix = file.path.suffix.lower()
        unpack = PACKED.get(_SHORT.get(suffix, suffix))
        if unpack is None:
            yield packed, packed
            return
        with unpack(packed) as content:
            yield cast(Content, content), packed
