"""Judges blocks by their features with small trained models: is it body, is it the headline."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from services.cleaning.lines import second_pass, tree_ensemble
from services.cleaning.lines.context_features import Matrix, neighbours, table
from services.cleaning.lines.features import NAMES
from services.cleaning.lines.tree_ensemble import Trees

Vector = NDArray[np.float64]

BODY = 0.5
"""Least probability of a body block: best F1 on unseen sites (0.4 to 0.55 differ by .002)."""
_TITLE_ONLY = """
    body ahead just_ahead two_ahead above below far_ahead
    signed signed_next signed_second signed_soon signed_below signed_before full_stop
"""
TITLE_NAMES = (*NAMES, *_TITLE_ONLY.split())
_SLUG_AT = NAMES.index("slug")
_TOGETHER = 4  # blocks between the first two paragraphs of a body, a caption or advert between
_EARLIER, _LATER = 3, 5  # blocks from a headline to a signature above or below it
_BELOW = 3  # blocks of the body's start that may turn out to stand above the headline


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by feature; ``judge`` gives the probability for each row."""

    weights: Vector
    bias: float

    def judge(self, rows: Matrix) -> Vector:
        return 1 / (1 + np.exp(-np.clip(rows @ self.weights + self.bias, -30, 30)))


@dataclass(frozen=True, slots=True)
class Body:
    """Judges blocks by their features, then again by what it made of those around them.

    A list, a short paragraph, a line below the last one is of the body, or not, as its company is.
    """

    first: Trees
    second: Trees

    def judge(self, rows: Matrix) -> Vector:
        """The probability of body for each block of one text."""
        if not len(rows):
            return np.zeros(0)
        return self.second.judge(second_pass.look_again(rows, self.first.judge(rows)))


@dataclass(frozen=True, slots=True)
class LineModel:
    """The models, as ``wireroom`` ships them or as just trained.

    ``title`` knows the words of the article's address, ``title_alone`` does without.
    """

    body: Body
    title: Linear
    title_alone: Linear

    def title_of(self, rows: Matrix, body: Vector, signed: Vector, full_stop: Vector) -> Vector:
        """Probability of being the headline, for the blocks that may be it."""
        asked = title_rows(rows, body, signed, full_stop)
        knows_address = bool(asked[:, _SLUG_AT].any())
        return (self.title if knows_address else self.title_alone).judge(asked)


@cache
def shipped() -> LineModel:
    """The model in the package's data; ``train`` writes it."""
    return read(files("services.cleaning").joinpath("data/line_model.json").read_text())


_CHOSEN: ContextVar[LineModel | None] = ContextVar("line model", default=None)


@contextmanager
def using(model: LineModel | None) -> Iterator[None]:
    """Judge by another model than the shipped one: to measure on what that one was trained on."""
    token = _CHOSEN.set(model)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def in_use() -> LineModel:
    return _CHOSEN.get() or shipped()


def read(saved: str) -> LineModel:
    """The model that ``train`` wrote; ValueError if it asks for features that there are not."""
    data = json.loads(saved)
    return LineModel(
        Body(
            tree_ensemble.read(data["body"], NAMES),
            tree_ensemble.read(data["body_again"], second_pass.NAMES),
        ),
        _read(data["title"], TITLE_NAMES),
        _read(data["title_alone"], TITLE_NAMES),
    )


def _read(model: Mapping[str, float], names: tuple[str, ...]) -> Linear:
    return Linear(np.array([model.get(name, 0.0) for name in names]), model["bias"])


def body_start(body: Vector) -> int:
    """The first block of the body: one that another soon follows, else the first, else the end."""
    likely = np.flatnonzero(body >= BODY)
    for here, there in pairwise(likely):
        if there - here <= _TOGETHER:
            return int(here)
    return int(likely[0]) if len(likely) else len(body)


def title_rows(rows: Matrix, body: Vector, signed: Vector, full_stop: Vector) -> Matrix:
    """Rows of ``TITLE_NAMES`` for the blocks that may be the headline: down to the body's start.

    ``signed`` says how surely a block names author or date, ``full_stop`` whether it ends in one.
    """
    start = body_start(body)
    stop = min(len(rows), start + _BELOW + 1)
    ahead = np.clip(start - np.arange(stop), -5, 12)
    near = [of[:stop] for of in neighbours(signed, _LATER, 0.0)]
    earlier, later = near[_LATER - _EARLIER : _LATER], near[_LATER:]
    place = [
        body[:stop],
        ahead / 12,
        ahead == 1,
        ahead == 2,
        ahead > 0,
        ahead <= 0,
        ahead > 6,
        signed[:stop],
        later[0],
        later[1],
        np.maximum(later[2], later[3]),
        np.maximum.reduce(later),
        np.maximum.reduce(earlier),
        full_stop[:stop],
    ]
    return np.concatenate([rows[:stop], table(place)], axis=1)
