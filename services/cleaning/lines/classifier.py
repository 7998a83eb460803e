"""Gives for each block the probability of being body, and of being the headline.

Two tree ensembles in turn find the body, a logistic regression the headline. All are trained by
`uv run python -m services.lab.cleaning.train PATH`, which writes ``data/line_model.json``.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np

from services.cleaning.lines import second_pass
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.context_features import neighbours, stack_columns
from services.cleaning.lines.features import NAMES
from services.runtime.learned import tree_ensemble
from services.runtime.learned.tree_ensemble import TreeEnsemble

BODY = 0.5
"""Least probability of a body block: best F1 on unseen sites (0.4 to 0.55 differ by .002)."""

_TITLE_ONLY = """
    body ahead just_ahead two_ahead above below far_ahead
    signed signed_next signed_second signed_soon signed_below signed_before full_stop
"""
TITLE_NAMES = (*NAMES, *_TITLE_ONLY.split())
"""Names of the headline's features; ``signed`` means that a block names author or date."""

_SLUG_AT = NAMES.index("slug")

# Set by hand; measured with `wireroom eval cleaning`.
_TOGETHER = 4  # blocks from the first paragraph of a body to the second, past a caption or advert
_BEFORE, _AFTER = 3, 5  # blocks from a headline to a byline or date above or below it
_BELOW_START = 3  # blocks of the body's start that may turn out to stand above the headline


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Logistic regression: one weight for each feature."""

    weights: Vector
    bias: float

    def predict(self, rows: Matrix) -> Vector:
        """The probability for each row of features."""
        return 1 / (1 + np.exp(-np.clip(rows @ self.weights + self.bias, -30, 30)))


@dataclass(frozen=True, slots=True)
class BodyModel:
    """Finds the body in two passes; the second sees what the first found around each block.

    So a list, a short paragraph or a line below the last paragraph goes with its neighbours.
    """

    first: TreeEnsemble
    second: TreeEnsemble

    def predict(self, rows: Matrix) -> Vector:
        """The probability of being body for each block of one text."""
        if not len(rows):
            return np.zeros(0)
        return self.second.predict(second_pass.describe_again(rows, self.first.predict(rows)))


@dataclass(frozen=True, slots=True)
class LineModel:
    """All models. ``title`` knows the words of the article's URL, ``title_alone`` does not."""

    body: BodyModel
    title: LinearModel
    title_alone: LinearModel

    def predict_title(
        self, rows: Matrix, body: Vector, signed: Vector, full_stop: Vector
    ) -> Vector:
        """The probability of being the headline for the blocks that may be it (``title_rows``)."""
        candidates = title_rows(rows, body, signed, full_stop)
        knows_address = bool(candidates[:, _SLUG_AT].any())
        return (self.title if knows_address else self.title_alone).predict(candidates)


@cache
def shipped_model() -> LineModel:
    """The model in the package's data."""
    return load_model(files("services.cleaning").joinpath("data/line_model.json").read_text())


_CHOSEN: ContextVar[LineModel | None] = ContextVar("line model", default=None)


@contextmanager
def use_model(model: LineModel | None) -> Iterator[None]:
    """Use another model than the shipped one; None stands for that one.

    The lab measures with it: each article is cleaned with a model that was not trained on it.
    """
    token = _CHOSEN.set(model)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def current_model() -> LineModel:
    """The model of ``use_model``, else the shipped one."""
    return _CHOSEN.get() or shipped_model()


def load_model(saved: str) -> LineModel:
    """The model in a text that training wrote; ValueError if it uses features that are not there.

    A headline model's feature that the text lacks has weight 0.
    """
    data = json.loads(saved)
    return LineModel(
        BodyModel(
            tree_ensemble.from_json(data["body"], NAMES),
            tree_ensemble.from_json(data["body_again"], second_pass.NAMES),
        ),
        _load_linear(data["title"], TITLE_NAMES),
        _load_linear(data["title_alone"], TITLE_NAMES),
    )


def _load_linear(saved: Mapping[str, float], names: tuple[str, ...]) -> LinearModel:
    return LinearModel(np.array([saved.get(name, 0.0) for name in names]), saved["bias"])


def body_start(body: Vector) -> int:
    """The index of the body's first block: one that another soon follows, else the first.

    ``body`` is the probability of each block. Without any body block, the number of blocks.
    """
    likely = np.flatnonzero(body >= BODY)
    for here, there in pairwise(likely):
        if there - here <= _TOGETHER:
            return int(here)
    return int(likely[0]) if len(likely) else len(body)


def title_rows(rows: Matrix, body: Vector, signed: Vector, full_stop: Vector) -> Matrix:
    """Rows of ``TITLE_NAMES`` for the blocks that may be the headline: down to the body's start.

    ``signed`` says how surely a block names author or date, from 0 to 1; ``full_stop`` is 1 for
    blocks that end in one.
    """
    start = body_start(body)
    stop = min(len(rows), start + _BELOW_START + 1)
    ahead = np.clip(start - np.arange(stop), -5, 12)
    near = [of[:stop] for of in neighbours(signed, _AFTER, 0.0)]
    before, after = near[_AFTER - _BEFORE : _AFTER], near[_AFTER:]
    place = [
        body[:stop],
        ahead / 12,
        ahead == 1,
        ahead == 2,
        ahead > 0,
        ahead <= 0,
        ahead > 6,
        signed[:stop],
        after[0],
        after[1],
        np.maximum(after[2], after[3]),
        np.maximum.reduce(after),
        np.maximum.reduce(before),
        full_stop[:stop],
    ]
    return np.concatenate([rows[:stop], stack_columns(place)], axis=1)
