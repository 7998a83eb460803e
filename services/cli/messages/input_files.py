"""Finds articles in files and folders and makes messages for ``articles.raw`` of them."""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from schemas.topics import MIB, RAW
from services.cli.errors import CommandError

STDIN = "-"
Content = IO[bytes] | gzip.GzipFile

SUFFIXES = {".txt": "text", ".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl"}
LARGEST = RAW.max_message_bytes - MIB // 4
"""Bytes; the rest of what the topic takes is room for key, headers and the broker's own framing."""
LONGEST_LINE = 2 * LARGEST
"""Bytes of a line or page: one is smaller as a message than as it is written, with escapes."""
LARGEST_JSON = 512 * MIB
"""Bytes of a .json file, which is read as a whole; .jsonl has no limit."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be published, and where it comes from, such as ``news.jsonl:3``."""

    where: str
    value: bytes
    key: bytes


@dataclass(frozen=True, slots=True)
class BadInput:
    """What can't be published, and why."""

    where: str
    error: str


def expand(paths: Iterable[str]) -> list[Path | None]:
    """The files under the paths, folders recursively, by name; None stands for standard input.

    Raises CommandError for a path that is not there or whose kind is unknown.
    """
    found: list[Path | None] = []
    for name in paths:
        path = Path(name)
        if name == STDIN:
            found.append(None)
        elif path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and kind_of(file))
            if not inside:
                raise CommandError(f"{name}: no .txt, .html, .json or .jsonl file in it")
            found += inside
        elif not path.exists():
            raise CommandError(f"{name}: no such file")
        elif kind_of(path) is None:
            raise CommandError(f"{name}: not a .txt, .html, .json or .jsonl file (or .gz of one)")
        else:
            found.append(path)
    return found


def kind_of(path: Path) -> str | None:
    """``text``, ``html``, ``json`` or ``jsonl`` by its name, None if it is none of them."""
    name = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return SUFFIXES.get(name.suffix.lower())


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Content, IO[bytes]]]:
    """The file's content, and the file itself, whose position tells how far we are."""
    with path.open("rb") as file:
        if path.suffix.lower() == ".gz":
            with gzip.open(file) as content:
                yield content, file
        else:
            yield file, file


def read(
    content: Content, kind: str, where: str, *, source: str | None = None, raw: bool = False
) -> Iterator[Draft | BadInput]:
    """The messages in one file. ``raw`` hands lines and JSON over as they are, right or wrong."""
    try:
        if kind == "jsonl":
            for number, line in enumerate(_lines(content), 1):
                if len(line) > LONGEST_LINE:
                    yield BadInput(
                        f"{where}:{number}", f"a line of more than {LONGEST_LINE:,} bytes"
                    )
                elif line.strip():
                    yield from _read_json(line.rstrip(b"\r\n"), f"{where}:{number}", raw)
        else:
            most = LARGEST_JSON if kind == "json" else LONGEST_LINE
            # A gzip file of a few KB can hold a gigabyte.
            found = content.read(most + 1)
            if len(found) > most:
                yield BadInput(where, f"holds more than {most:,} bytes")
            elif kind == "json":
                yield from _read_json(found, where, raw, lists=True)
            else:
                yield _read_page(found, kind, where, source)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        yield BadInput(where, "not a whole gzip file")


def _lines(content: Content) -> Iterator[bytes]:
    """The lines; of one that is too long only its beginning, so that it takes no memory."""
    while line := content.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = content.readline(LONGEST_LINE + 1)


def _read_json(
    value: bytes, where: str, raw: bool, lists: bool = False
) -> Iterator[Draft | BadInput]:
    if raw:
        yield _draft(where, value)
        return
    try:
        found = json.loads(value)
    except (ValueError, RecursionError) as error:
        yield BadInput(where, f"not JSON: {error}")
        return
    if lists and isinstance(found, list):
        for number, one in enumerate(found, 1):
            yield _draft_of(one, f"{where}[{number}]")
    elif lists:
        yield _draft_of(found, where)
    else:
        yield _draft_of(found, where, value)


def _draft_of(article: Any, where: str, value: bytes | None = None) -> Draft | BadInput:
    if not isinstance(article, dict):
        return BadInput(where, "not a JSON object")
    return _draft(
        where, value or json.dumps(article, ensure_ascii=False).encode(), name_of(article)
    )


def _draft(where: str, value: bytes, name: str | None = None) -> Draft | BadInput:
    if len(value) > LARGEST:
        return BadInput(where, f"{len(value):,} bytes; a message holds at most {LARGEST:,}")
    # Copies and revisions then lie on one partition, in the order of their publication.
    return Draft(where, value, key_of(name, value))


def name_of(article: dict[str, Any]) -> str | None:
    """What is the same for all revisions of an article, as far as can be told here."""
    if article.get("external_id"):
        return f"{article.get('source')}/{article['external_id']}"
    url = article.get("url")
    return url if isinstance(url, str) else None


def key_of(name: str | None, value: bytes) -> bytes:
    """A message's key: from the article's name, else from its content."""
    source = name.encode(errors="replace") if name else value
    return hashlib.sha256(source).hexdigest()[:32].encode()


def _read_page(page: bytes, kind: str, where: str, source: str | None) -> Draft | BadInput:
    try:
        text = decode(page, kind)
    except (UnicodeDecodeError, LookupError) as error:
        return BadInput(where, f"can't be read as text: {error}")
    if not text.strip():
        return BadInput(where, "empty")
    article = {kind: text}
    if source is not None:
        article |= {"source": source, "external_id": Path(where).name}
    return _draft_of(article, where)


def decode(page: bytes, kind: str) -> str:
    """UTF-8, else what an HTML page says of itself. Raises UnicodeDecodeError or LookupError."""
    try:
        return page.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(page[:4096]) if kind == "html" else None
        if declared is None:
            raise
        return page.decode(declared[1].decode())
