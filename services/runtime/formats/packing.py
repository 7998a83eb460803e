"""Unpacks compressed files and archives of strangers, of which none may unpack without end."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import IO, cast

import zstandard

from services.runtime.formats.found import Problem

MIB = 1024 * 1024
MOST_MEMBERS = 100_000
"""Files of one archive that are looked at."""
MOST_UNPACKED = 512 * MIB
"""Bytes of one file of an archive, and what is always allowed of a whole tar."""
MOST_RATIO = 200
"""Times as long as packed: JSON lines are some 10, a page made of one word 1,000."""
LARGEST_WINDOW = 128 * MIB
"""Bytes that a Zstandard file may ask to be held; `zstd --long` asks for as much."""
DAMAGE = (
    gzip.BadGzipFile,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstandard.ZstdError,
    tarfile.TarError,
    zipfile.BadZipFile,
)
"""What unpacking raises where a file is damaged; bz2 raises a bare OSError or ValueError."""


class Bomb(OSError):
    """A packed file that holds far more than any news does."""


def unzstd(file: IO[bytes]) -> io.BufferedReader:
    """The content of a Zstandard file, all its frames."""
    unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
    return io.BufferedReader(unpacker.stream_reader(file, read_across_frames=True, closefd=False))


UNPACK: dict[str, Callable[[IO[bytes]], IO[bytes]]] = {
    ".gz": lambda file: cast(IO[bytes], gzip.GzipFile(fileobj=file)),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
    ".zst": unzstd,
    ".zstd": unzstd,
}
"""What may stand behind a name, and what unpacks it."""

Member = tuple[str, IO[bytes]]


def tar_members(stream: IO[bytes], packed: IO[bytes]) -> Iterator[Member | Problem]:
    """The files in a tar, by name, each to be read before the next is asked for.

    ``packed`` is the file as it lies there, whose position bounds what may come out of it. Raises
    one of DAMAGE, or Bomb.
    """
    bounded = _Bounded(stream, packed)
    # `r|` never goes back, and holds nothing.
    with tarfile.open(fileobj=bounded, mode="r|") as archive:
        for number, member in enumerate(archive):
            if number >= MOST_MEMBERS:
                yield Problem("", f"more than {MOST_MEMBERS:,} files; the rest is not read")
                return
            # It remembers each file, which of an endless archive is endless.
            vars(archive)["members"] = []
            if not member.isfile():
                continue
            content = archive.extractfile(member)
            if content is not None:
                with closing(content):
                    yield member.name, content


def zip_members(stream: IO[bytes]) -> Iterator[Member | Problem]:
    """The files in a zip, by name, each to be read before the next. Raises one of DAMAGE."""
    with zipfile.ZipFile(stream) as archive:
        for number, member in enumerate(archive.infolist()):
            if number >= MOST_MEMBERS:
                yield Problem("", f"more than {MOST_MEMBERS:,} files; the rest is not read")
                return
            if member.is_dir():
                continue
            try:
                content = archive.open(member)
            except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError) as error:
                locked = member.flag_bits & 1
                yield Problem(member.filename, "locked by a password" if locked else str(error))
                continue
            with content:
                yield member.filename, content


class _Bounded(io.RawIOBase):
    """A stream that raises Bomb once it gives far more than went into it."""

    def __init__(self, stream: IO[bytes], packed: IO[bytes]) -> None:
        self._stream = stream
        self._packed = packed
        self._given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._given += len(chunk)
        most = max(MOST_UNPACKED, MOST_RATIO * self._packed.tell())
        if self._given > most and self._stream is not self._packed:
            raise Bomb("unpacks to far more than news does: not read on")
        return chunk
