"""Hands files in the formats of the news trade to their readers."""

import codecs
import io
from collections.abc import Iterator
from typing import IO, Any

from services.runtime.formats.documents import read_xml
from services.runtime.formats.feeds import articles_of, is_json_feed, json_feed
from services.runtime.formats.found import LARGEST_PART, Problem, Reading
from services.runtime.formats.mail import read_eml, read_mbox
from services.runtime.formats.ninjs import is_ninjs, read_ninjs
from services.runtime.formats.packing import MOST_UNPACKED
from services.runtime.formats.tables import read_csv, read_parquet
from services.runtime.formats.warc import read_warc

NEWS_KINDS = ("csv", "parquet", "warc", "eml", "mbox", "xml")
LARGEST_XML = 64 * 1024 * 1024
"""Bytes; XML is held as a whole, and takes some ten times as much."""
_SAMPLE = 64 * 1024


def read_news(content: IO[bytes], kind: str, encoding: str | None) -> Reading:
    """The articles in a file of one of NEWS_KINDS. Raises what unpacking raises."""
    if kind == "warc":
        yield from read_warc(content)
    elif kind == "mbox":
        yield from read_mbox(content)
    elif kind == "eml":
        yield read_eml(content.read(LARGEST_PART + 1))
    elif kind == "csv":
        yield from read_csv(_lines(content, encoding))
    elif kind == "parquet":
        yield from read_parquet(content) if _can_seek(content) else _held(content)
    else:
        body = content.read(LARGEST_XML + 1)
        if len(body) > LARGEST_XML:
            yield Problem("", f"holds more than {LARGEST_XML:,} bytes")
        else:
            yield from read_xml(body)


def read_news_json(found: Any) -> Reading | None:
    """The articles in parsed JSON that is a JSON Feed or ninjs; None if it is neither."""
    if is_json_feed(found):
        return articles_of(json_feed(found))
    return iter([read_ninjs(found)]) if is_ninjs(found) else None


def _can_seek(content: IO[bytes]) -> bool:
    return type(content) is io.BufferedReader and type(content.raw) is io.FileIO


def _held(content: IO[bytes]) -> Reading:
    whole = content.read(MOST_UNPACKED + 1)
    if len(whole) > MOST_UNPACKED:
        yield Problem("", f"holds more than {MOST_UNPACKED:,} bytes; unpack it")
    else:
        yield from read_parquet(io.BytesIO(whole))


def _lines(content: IO[bytes], encoding: str | None) -> Iterator[str]:
    """The lines in characters, none longer than a cell may be."""
    start = content.read(_SAMPLE)
    decoder = codecs.getincrementaldecoder(encoding or _encoding(start))("replace")
    held = decoder.decode(start.removeprefix(codecs.BOM_UTF8), not start)
    while True:
        *lines, held = held.splitlines(keepends=True) or [""]
        yield from lines
        if len(held) > LARGEST_PART:
            yield held
            held = ""
        chunk = content.read(_SAMPLE)
        held += decoder.decode(chunk, not chunk)
        if not chunk:
            yield from held.splitlines(keepends=True)
            return


def _encoding(start: bytes) -> str:
    """UTF-8 and UTF-16 where the first bytes are; else what Excel writes in the West."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
