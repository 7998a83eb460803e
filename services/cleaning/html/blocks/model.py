"""Gives for each block of a page the probability of being body.

Two tree ensembles in turn, as for the lines of a text (``lines.classifier``): the second sees what
the first found around each block. They are trained by
`uv run python -m services.lab.cleaning.train_blocks PATH`, which writes ``data/block_model.json``.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from services.cleaning.html.blocks import features
from services.cleaning.html.blocks.features import Description, Ids
from services.cleaning.lines import second_pass
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.context_features import stack_columns
from services.runtime.learned import tree_ensemble
from services.runtime.learned.tree_ensemble import TreeEnsemble

BODY = 0.5
"""Least probability of a body block."""

AGAIN_NAMES = (
    *features.NAMES,
    *second_pass.AROUND,
    *("by_form", "by_own_form", "by_parent", "share_of_form"),
)
"""Names of the second pass's features."""


@dataclass(frozen=True, slots=True)
class BlockModel:
    """The two passes."""

    first: TreeEnsemble
    second: TreeEnsemble

    def predict(self, page: Description) -> Vector:
        """The probability of being body for each block of a page."""
        if not len(page.rows):
            return np.zeros(0)
        return self.second.predict(describe_again(page, self.first.predict(page.rows)))


def describe_again(page: Description, first_pass: Vector) -> Matrix:
    """One row of ``AGAIN_NAMES`` for each block; ``first_pass`` are their probabilities."""
    body_words = first_pass * page.words
    total = max(float(body_words.sum()), 1.0)
    form = page.groups[0]
    own = [
        *(_mean(group, page.words, body_words) for group in page.groups),
        (np.bincount(form, body_words) / total)[form],
    ]
    around = second_pass.around(page.words, first_pass)
    return np.concatenate([page.rows, around, stack_columns(own)], axis=1)


def _mean(group: Ids, words: Vector, body_words: Vector) -> Vector:
    """The share of body in the words of each block's group."""
    share: Vector = np.bincount(group, body_words) / np.maximum(np.bincount(group, words), 1.0)
    return share[group]


def certainty(page: Description, body: Vector) -> float:
    """The F1 by words that the blocks chosen by these probabilities are expected to have."""
    chosen = body >= BODY
    right = float((body * page.words)[chosen].sum())
    both = float(page.words[chosen].sum() + (body * page.words).sum())
    return 2 * right / both if both else 0.0


@cache
def shipped_model() -> BlockModel:
    """The model in the package's data."""
    return load_model(files("services.cleaning").joinpath("data/block_model.json").read_text())


_CHOSEN: ContextVar[BlockModel | None] = ContextVar("block model", default=None)


@contextmanager
def use_model(model: BlockModel | None) -> Iterator[None]:
    """Use another model than the shipped one; None stands for that one.

    The lab measures with it: each page is cleaned with a model that was not trained on its site.
    """
    token = _CHOSEN.set(model)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def current_model() -> BlockModel:
    """The model of ``use_model``, else the shipped one."""
    return _CHOSEN.get() or shipped_model()


def load_model(saved: str) -> BlockModel:
    """The model in a text that training wrote; ValueError if it uses features that are missing."""
    data = json.loads(saved)
    return BlockModel(
        tree_ensemble.from_json(data["body"], features.NAMES),
        tree_ensemble.from_json(data["body_again"], AGAIN_NAMES),
    )
