"""Values that strangers may write into any field of any message, and where a test puts them."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    DEAD_PREFIX,
    FOR_HEADER,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    TRACE_HEADER,
    DeadLetter,
)

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63 - 1,
    2**64,
    10**400,
    -(10**25),
    1e308,
    float("nan"),
    float("-inf"),
    "",
    " ",
    "9" * 5_000,
    "\x00\x07\x1b[31mred\x1b]0;title\x07\x7f\x85\x9b31m",
    "\u202eevil\u2066\u2028\u2029",
    "\ud800",
    "\udfff low first \ud83d",
    "\ufffe\uffff",
    "NaN",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "9999-12-31T23:59:59.999999999Z",
    "-0001-01-01T00:00:00Z",
    "2024-02-30",
    "2024-01-01T24:00:00+99:99",
    [],
    {},
    [[]],
    {"": ""},
    {"$set": {"a.b": 1}},
    {"__class__": "x", "\x00": "\x00"},
)


def with_odd_values(message: Any) -> Iterator[Any]:
    """The message again and again, each time with one odd value in one place."""
    yield from ODD_VALUES
    if isinstance(message, dict):
        for key, held in message.items():
            yield from ({**message, key: odd} for odd in with_odd_values(held))
    elif isinstance(message, list) and message:
        yield from ([odd, *message[1:]] for odd in with_odd_values(message[0]))


def dead_letter_headers() -> st.SearchStrategy[tuple[tuple[str, bytes | None], ...]]:
    """Headers as anyone may write them: those of a dead letter too, whole, missing or forged."""
    names = st.sampled_from(
        [
            *(DEAD_PREFIX + name for name in DeadLetter.model_fields),
            ATTEMPTS_HEADER, FOR_HEADER, ORIGIN_HEADER, PUBLISHED_HEADER, TRACE_HEADER,
        ]
    ) | st.text(st.characters(codec=None), max_size=5)  # fmt: skip
    values = st.none() | st.binary(max_size=8) | st.sampled_from(ODD_BYTES)
    odd = st.dictionaries(names, values)
    return st.builds(
        lambda held, whole: tuple(({**whole, **held}).items()), odd, st.sampled_from([{}, LETTER])
    )


ODD_BYTES = (
    b"0", b"-1", b"9" * 400, b"9" * 5_000, b"\xff", b"\x1b[31m", "\u202e".encode(), b"published",
    b"stored", b"rejected", b"intake", b"articles.raw", b"9223372036854775807", b"NaN", b"{}",
    b"0001-01-01T00:00:00+01:00", b"9999-12-31T23:59:59-01:00",
    b"00-" + b"a" * 32 + b"-" + b"b" * 16,
    b'{"topic":"articles.raw","partition":0,"offset":1,"timestamp":9223372036854775807}',
)  # fmt: skip
LETTER: dict[str, bytes | None] = {
    DEAD_PREFIX + name: value
    for name, value in {
        "service": b"intake", "outcome": b"rejected", "reason": b"bad_json", "error": b"no JSON",
        "attempts": b"1", "topic": b"articles.raw", "partition": b"0", "offset": b"3",
        "timestamp": b"1700000000000", "time": b"2024-01-01T00:00:00Z", "version": b"2",
    }.items()
}  # fmt: skip
TIMESTAMPS = st.sampled_from(
    [-(2**63), -1, 0, 1, 1_700_000_000_000, 253_402_300_799_999, 253_402_300_800_000, 2**63 - 1]
)
"""Of messages, in milliseconds since 1970 UTC: a producer may write any 64 bits."""
