"""Values that strangers may write into any field of any message, and where a test puts them."""

from collections.abc import Iterator
from typing import Any

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
