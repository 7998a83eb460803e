"""Reads the articles of a request's body one after another, in bounded memory. Pure but for the
stream it is given."""

import json
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus

from schemas.topics import MIB
from services.gateway.problems import Problem

MOST_ARTICLES = 50_000
"""In one request: each verdict is kept until the answer."""
LONGEST_LINE = 8 * MIB
"""Bytes of a line of NDJSON that are kept; Kafka takes no larger message."""
PIECE = 256 * 1024
"""Bytes that are decompressed at once."""
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder(strict=False)

JSON_TYPES = {"application/json"}
NDJSON_TYPES = {"application/x-ndjson", "application/ndjson", "application/jsonl"}


class LongLine(bytes):
    """The first bytes of a line that is longer than any message; ``size`` is that of the whole."""

    size: int


async def decompressed(
    stream: AsyncIterator[bytes], encoding: str, most: int
) -> AsyncIterator[bytes]:
    """The body's bytes, at most ``most``. Raises Problem: 413, 415, or 400 for broken gzip."""
    total = 0
    async for piece in _pieces(stream, encoding):
        total += len(piece)
        if total > most:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {most} bytes, unpacked"
            )
        yield piece


async def _pieces(stream: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    match encoding.strip().casefold():
        case "" | "identity":
            async for chunk in stream:
                yield chunk
        case "gzip" | "x-gzip":
            async for piece in _gunzipped(stream):
                yield piece
        case other:
            raise Problem(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Encoding {other[:40]!r}: only gzip"
            )


async def _gunzipped(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    begun = False
    async for chunk in stream:
        while chunk:
            begun = True
            try:
                piece = unpacker.decompress(chunk, PIECE)
            except zlib.error as error:
                raise Problem(HTTPStatus.BAD_REQUEST, f"the body is no gzip: {error}") from error
            if piece:
                yield piece
            chunk = unpacker.unconsumed_tail
            if unpacker.eof:
                chunk = unpacker.unused_data  # Members may follow one another.
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                begun = False
    if begun:
        raise Problem(HTTPStatus.BAD_REQUEST, "the body's gzip breaks off")


async def lines(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The lines that hold something, without their ends; of an endless one its first bytes."""
    held = bytearray()
    cut = 0
    async for piece in pieces:
        for number, part in enumerate(piece.split(b"\n")):
            if number:
                if line := _line(held, cut):
                    yield line
                held, cut = bytearray(), 0
            room = LONGEST_LINE - len(held)
            held += part[:room]
            cut += max(0, len(part) - room)
    if line := _line(held, cut):
        yield line


def _line(held: bytearray, cut: int) -> bytes:
    if not cut:
        return bytes(held).strip(b" \t\r")
    line = LongLine(held[:1024])
    line.size = len(held) + cut
    return line


def elements(body: bytes) -> Iterator[bytes]:
    """The body itself if it is an object; if it is an array, each element as it is written there.

    Raises Problem 400 where the body is neither.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"byte {error.start} is not UTF-8") from error
    at = _past_space(text, 0)
    if not text.startswith("[", at):
        value, end = _parsed(text, at)
        if not isinstance(value, dict):
            raise Problem(HTTPStatus.BAD_REQUEST, "the body is no JSON object and no array")
        _ended(text, end)
        yield text[at:end].encode()
        return
    at = _past_space(text, at + 1)
    if text.startswith("]", at):
        _ended(text, at + 1)
        return
    while True:
        _, end = _parsed(text, at)
        yield text[at:end].encode("utf-8")
        at = _past_space(text, end)
        if text.startswith("]", at):
            _ended(text, at + 1)
            return
        if not text.startswith(",", at):
            raise Problem(HTTPStatus.BAD_REQUEST, f"no comma and no end at character {at}")
        at = _past_space(text, at + 1)


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _parsed(text: str, at: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Problem(HTTPStatus.BAD_REQUEST, f"the body is no JSON: {what}") from error


def _ended(text: str, at: int) -> None:
    if (at := _past_space(text, at)) != len(text):
        raise Problem(HTTPStatus.BAD_REQUEST, f"the body is no JSON: more at character {at}")
