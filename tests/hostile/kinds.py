"""Kinds of hostile messages, each drawn from a seeded generator. Every text is made up here."""

import itertools
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    DEAD_PREFIX,
    FOR_HEADER,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
)
from schemas.topics import MIB
from tests.hostile.batches import CODECS, GZIP, ZSTD, Written, batch

WORDS = (
    "The harbour of Oslo was closed on Monday after a storm. Ferries stayed in port, said Ana "
    "Costa of the coast guard."
)
FIELDS = ("text", "html", "url", "title", "source", "external_id", "fetched_at", "published_at",
          "language", "authors", "meta")  # fmt: skip
OURS = (ORIGIN_HEADER, ATTEMPTS_HEADER, FOR_HEADER, PUBLISHED_HEADER, SCHEMA_HEADER, TRACE_HEADER,
        f"{DEAD_PREFIX}reason", f"{DEAD_PREFIX}offset", "wireroom-signature")  # fmt: skip
MOMENTS = (
    "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-12:00", "292278994-08-17T07:12:55Z",
    "-1", "1e400", "2026-02-30T25:61:61Z", "", "0000-00-00", "24:00", "\u0000",
)  # fmt: skip
TIMES = (0, -1, -(2**63), 2**63 - 1, 4_102_444_800_000, 1)

Draw = Callable[[random.Random], Written]


@dataclass(frozen=True, slots=True)
class HostileBatch:
    """One batch, how many messages it holds, and what it is."""

    kind: str
    raw: bytes
    count: int


def _bytes(rng: random.Random) -> Written:
    return Written(rng.randbytes(rng.choice((0, 1, 3, 50, 2_000))), rng.randbytes(8))


def _no_value(rng: random.Random) -> Written:
    return Written(None, None, ((b"x", None),))


def _json(rng: random.Random) -> Written:
    return Written(json.dumps(_junk(rng, 3)).encode())


def _junk(rng: random.Random, depth: int) -> object:
    kind = rng.randrange(10 if depth else 7)
    match kind:
        case 0:
            return None
        case 1:
            return rng.choice((0, -1, 2**63, 10**400, 1.5e308, float("nan"), float("-inf")))
        case 2:
            return rng.choice((True, False))
        case 3 | 4:
            return rng.choice(("", "a", "\ud800", "\u0000", "\u202e", "\u0085", "x" * 5_000, WORDS))
        case 5 | 6:
            return rng.choice(MOMENTS)
        case 7:
            return [_junk(rng, depth - 1) for _ in range(rng.randrange(4))]
        case _:
            return {
                rng.choice((*FIELDS, "", "$set", "a.b")): _junk(rng, depth - 1) for _ in range(4)
            }


def _article(rng: random.Random) -> Written:
    """Nearly an article: one field or two of it are junk."""
    held: dict[str, object] = {"text": WORDS, "url": f"https://h{rng.random()}.example.com/a"}
    for field in rng.sample(FIELDS, 2):
        held[field] = _junk(rng, 2)
    return Written(json.dumps(held).encode())


def _moment(rng: random.Random) -> Written:
    held = {"text": f"{WORDS} {rng.random()}", "fetched_at": rng.choice(MOMENTS)}
    return Written(json.dumps(held).encode())


def _deep(rng: random.Random) -> Written:
    depth = rng.choice((100, 1_000, 100_000))
    shape = rng.choice(("[", '{"text":', '{"meta":{"a":'))
    return Written((shape * depth).encode()[: 256 * 1024])


def _page(rng: random.Random) -> Written:
    tag = rng.choice(("div", "table><tr><td", "b", "ul><li", "blockquote"))
    page = rng.choice((
        f"<{tag}>" * rng.choice((50, 5_000)) + WORDS,
        f"<p {'a=b ' * 20_000}>{WORDS}",
        "<!--" + "<p>" * 10_000,
        f"<p>{WORDS}</p>" * 500,
        "&#" + "9" * 5_000 + ";" + WORDS,
        f"<script>{'(' * 50_000}</script><p>{WORDS}",
        f"<title>\x1b[31m{WORDS}</title><p>\x9b2J{WORDS}",
    ))  # fmt: skip
    url = f"https://pages{rng.randrange(3)}.example.com/{rng.random()}"
    return Written(json.dumps({"html": page, "url": url}).encode())


def _encoded(rng: random.Random) -> Written:
    told = json.dumps({"text": WORDS + str(rng.random())}, ensure_ascii=False)
    return Written(told.encode(rng.choice(("utf-16", "utf-8-sig", "utf-32", "cp037", "utf-7"))))


def _headers(rng: random.Random) -> Written:
    names = [one.encode() for one in OURS] + [b"\xff\xfe", b"", b"\x1b]0;x\x07", b"a" * 3_000]
    origin = {"topic": "articles.raw", "partition": 0, "offset": 0,
              "timestamp": rng.choice((1, 2**63 - 1, 4_102_444_800_000))}  # fmt: skip
    contents = (None, b"", b"1", b"\xff", b"9" * 30, json.dumps(origin).encode(), b"intake", b"x")
    headers = [(rng.choice(names), rng.choice(contents)) for _ in range(rng.randrange(1, 12))]
    good = {"text": f"{WORDS} {rng.random()}"}
    value = rng.choice((json.dumps(good).encode(), b"no json", None))
    return Written(value, rng.choice((None, b"", b"\xff\x1b[2J", b"k" * 3_000)), tuple(headers))


def _escapes(rng: random.Random) -> Written:
    text = "".join(chr(rng.choice((7, 8, 11, 27, 127, 133, 155, 0x202E, 0x2028))) for _ in range(9))
    held = {"text": f"{WORDS} {text} {rng.random()}", "title": f"\x1b]0;owned\x07{text}"}
    return Written(json.dumps(held).encode(), text.encode())


SMALL: dict[str, Draw] = {
    "random bytes": _bytes,
    "no value": _no_value,
    "JSON of any shape": _json,
    "nearly an article": _article,
    "impossible dates": _moment,
    "deep nesting": _deep,
    "pages": _page,
    "other encodings": _encoded,
    "headers": _headers,
    "terminal escapes": _escapes,
}


def _text(size: int) -> bytes:
    return json.dumps({"text": WORDS * (size // len(WORDS))}).encode()


HUGE: dict[str, list[Written]] = {
    "20 MB of text": [Written(_text(20 * MIB))],
    "a header of 12 MB": [Written(b"no json", b"k", ((b"h", bytes(12 * MIB)),))],
    "a key of 12 MB": [Written(b"no json", bytes(12 * MIB))],
    "articles of 3 MB": [Written(_text(3 * MIB))] * 2,
    "a batch that expands to 100 MiB": [Written(bytes(10 * MIB))] * 10,
}
"""What only compression gets through a broker's limit."""


def _broken(rng: random.Random) -> HostileBatch:
    records = [Written(rng.randbytes(300)) for _ in range(3)]
    raw = batch(records, rng.choice(CODECS[1:]), broken=True)
    return HostileBatch("a batch that does not expand", raw, len(records))


def batches(rng: random.Random, huge_every: int) -> Iterator[HostileBatch]:
    """Hostile batches without end, of one kind each, in any codec and with any timestamp; one of
    ``huge_every`` is huge."""
    names, huge = list(SMALL), list(HUGE)
    for number in itertools.count():
        if number % huge_every == huge_every - 1:
            kind = huge[number // huge_every % len(huge)]
            raw = batch(HUGE[kind], rng.choice((GZIP, ZSTD)))
            yield HostileBatch(kind, raw, len(HUGE[kind]))
        elif rng.random() < 0.02:
            yield _broken(rng)
        else:
            kind = rng.choice(names)
            records = [SMALL[kind](rng) for _ in range(rng.randrange(1, 30))]
            yield HostileBatch(
                kind, batch(records, rng.choice(CODECS), rng.choice(TIMES)), len(records)
            )
