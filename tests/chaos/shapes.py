"""The mix with what publishers should not do among it, each message with the end it must have.

Entries beside the mix are numbered from ``EXTRA`` on: a run without faults has none of them.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import replace

from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    FOR_HEADER,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    SIGNATURE_HEADER,
)
from schemas.topics import MIB, RAW
from tests.chaos.mix import EXTRA, Entry, Kind, mix
from tests.generator import FAMILY, GIVEN, PLACES
from tests.hostile.batches import CODECS

IN_A_ROW = 70
"""More than a service lets fail in a row."""
LAST_YEAR = 2**63 - 1
"""Milliseconds since 1970 of the last moment that 64 bits name, in the year 292278994."""
YEAR_2100 = 4_102_444_800_000
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m"


def hostile(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """Null values and names that are no UTF-8 in headers, terminal escapes in keys and titles, all
    codecs, and batches that do not expand."""
    rng = random.Random(seed)
    odd = ("none", None), ("\xff\xfe", b"\xff"), ("", b""), (ESCAPES, ESCAPES.encode())
    entries = [
        replace(
            one,
            key=one.key + ESCAPES.encode() if one.key else None,
            headers=tuple(rng.sample(odd, rng.randrange(len(odd) + 1))),
            codec=rng.choice(CODECS),
        )
        for one in mix(count, seed, traps)
    ]
    for number, codec in enumerate(CODECS[1:] * 3):
        broken = Entry(b"k", b"broken", "rejected", None, "intake", "unreadable", (), codec, True)
        titled = _extra(number, seed, title=f"Berth {ESCAPES} {number}")
        for one in (broken, titled):
            entries.insert(rng.randrange(len(entries)), one)
    return entries


def forged(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """Every message says of itself what only we may."""
    rng = random.Random(seed)

    def headers() -> tuple[tuple[str, bytes], ...]:
        return (
            _origin(rng.choice((1, YEAR_2100, LAST_YEAR)), rng.randrange(40)),
            (ATTEMPTS_HEADER, rng.choice((b"999999", b"-1"))),
            (PUBLISHED_HEADER, b"%d" % rng.choice((1, YEAR_2100))),
            (FOR_HEADER, b"tagging"),
            (SIGNATURE_HEADER, rng.randbytes(32).hex().encode()),
        )

    return [
        replace(one, headers=tuple(rng.sample(headers(), rng.randrange(1, 6))))
        for one in mix(count, seed, traps)
    ]


def impossible_dates(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """In a row what no calendar holds, then the usual mix."""
    zero = [
        _extra(number, seed, fetched_at="0001-01-01T00:00:00+01:00") for number in range(IN_A_ROW)
    ]
    last = [
        replace(_extra(number, seed), headers=(_origin(LAST_YEAR, number),))
        for number in range(IN_A_ROW, 2 * IN_A_ROW)
    ]
    return [*zero, *last, *mix(count - 2 * IN_A_ROW, seed, traps)]


def half_aborted(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """After every fourth message one that its publisher takes back."""
    entries = mix(count, seed, traps)
    for number in range(count // 4):
        entries.insert(number * 5, _extra(number, seed, "aborted"))
    return entries


LARGE = (2.5, 3.6, 3.0, 3.6)
"""Sizes in MiB."""


def large(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """Large articles full of names among the mix; these alone may be dead letters."""
    # What is too large elsewhere is an article here.
    entries = [one for one in mix(count, seed, traps) if one.reason != "too_large"]
    for number, size in enumerate(LARGE):
        rng = random.Random(number)
        text = "\n\n".join(_names(rng, round(size * MIB)))
        at = (number + 1) * len(entries) // (len(LARGE) + 2)
        entries.insert(at, _extra(number, seed, "either", text=text))
    return entries


def _names(rng: random.Random, size: int) -> Sequence[str]:
    """Paragraphs of so many bytes in all, about people that are named once."""
    paragraphs: list[str] = []
    while size > 0:
        people = [
            f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}{rng.randrange(10**4):04} "
            f"met {rng.choice(GIVEN)} {rng.choice(FAMILY)} of {rng.choice(PLACES)} on Monday."
            for _ in range(8)
        ]
        paragraphs.append(" ".join(people))
        size -= len(paragraphs[-1]) + 2
    return paragraphs


def _extra(number: int, seed: int, kind: Kind = "article", **fields: str) -> Entry:
    """An article that is not of the mix."""
    url = f"https://extra{seed}.example.org/{number}"
    told = {"text": f"Extra\n\nBerth {number} in Oslo was opened by Ana Costa.", "url": url}
    value = json.dumps(told | fields).encode()
    return Entry(url.encode(), value, kind, (EXTRA + number, 0))


def _origin(timestamp: int, number: int) -> tuple[str, bytes]:
    place = {"topic": RAW.name, "partition": number % 6, "offset": number // 6}
    return ORIGIN_HEADER, json.dumps({**place, "timestamp": timestamp}).encode()
