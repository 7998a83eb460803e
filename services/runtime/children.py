"""Work that can hang, swell or crash runs in child processes that are watched and replaced.

A child gets the values of messages as bytes and gives back outcomes as bytes; nothing is pickled.
What it runs is a ``Work``: a function from an iterator of values to an iterator of outcomes, in
order, made inside the child by a zero-argument factory that is named as ``"module:function"``.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from schemas.articles import Model
from services.runtime.stage import (
    Dropped,
    Failed,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stored,
    decode,
    merge,
)

In = TypeVar("In", bound=Model)

Work = Callable[[list[bytes | None]], Iterator[Outcome]]
