"""The part of spaCy's name finder that sees words in their context, in plain numpy.

thinc multiplies with a slower library than numpy's, and keeps on the way what only training needs.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

ROWS_AT_ONCE = 1024
"""So many tokens go through the network together that what they need stays in the cache."""

_TINY = np.float32(1e-8)
"""thinc's: keeps the variance of equal numbers from being nothing."""


class Unfit(Exception):
    """A pipeline is built otherwise than this package knows; it must be run by spaCy itself."""


class Mixed:
    """A layer of maxout and layer normalisation. Raises ``Unfit`` for any other."""

    def __init__(self, model: Any) -> None:
        if model.name != "maxout>>layernorm":
            raise Unfit(f"a layer is {model.name}")
        maxout, norm = model.layers
        weights = maxout.get_param("W")  # width, pieces, inputs
        self.width, pieces, inputs = weights.shape
        # Piece by piece side by side, so that the greatest is found without a stride.
        self._weights: Floats = weights.transpose(2, 1, 0).reshape(inputs, -1).copy()
        self._bias: Floats = maxout.get_param("b").T.reshape(-1).copy()
        self._edges = [(at * self.width, (at + 1) * self.width) for at in range(1, pieces)]
        self._mean: Floats = np.full((self.width, 1), 1 / self.width, np.float32)
        self._gain: Floats = norm.get_param("G")
        self._shift: Floats = norm.get_param("b")

    def __call__(self, rows: Floats) -> Floats:
        """One row of ``width`` for each row of inputs."""
        pieces = rows @ self._weights
        pieces += self._bias
        best = pieces[:, : self.width].copy()
        for begin, end in self._edges:
            np.maximum(best, pieces[:, begin:end], out=best)
        best -= best @ self._mean
        variance = np.einsum("ij,ij->i", best, best) / np.float32(self.width) + _TINY
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self._gain
        best += self._shift
        return best


class Context:
    """Words as they are among their neighbours. Raises ``Unfit`` for another network."""

    def __init__(self, encode: Any, to_hidden: Any) -> None:
        self._pad = int(encode.attrs["pad"])
        steps = [step.layers[0] for step in encode.layers[0].layers]
        if any(step.layers[0].attrs["window_size"] != 1 for step in steps):
            raise Unfit("a word sees more than its neighbours")
        self._layers = [Mixed(step.layers[1].layers[0]) for step in steps]
        self._to_hidden: Floats = to_hidden.get_param("W").T.copy()
        self._bias: Floats = to_hidden.get_param("b")

    def __call__(self, words: Floats, lengths: Sequence[int]) -> Floats:
        """One row per word. ``words`` are those of texts of these lengths, one behind another."""
        parts: list[Floats] = []
        at = first = 0
        some: list[int] = []
        for place, length in enumerate(lengths):
            at += length
            some.append(length)
            if at - first >= ROWS_AT_ONCE or place == len(lengths) - 1:
                parts.append(self._encoded(words[first:at], some))
                first, some = at, []
        return np.concatenate(parts)

    def _encoded(self, words: Floats, lengths: Sequence[int]) -> Floats:
        """Each text stands between rows of nothing, as in spaCy, so that none sees another."""
        before = self._pad * np.arange(1, len(lengths) + 1)
        places = np.arange(len(words)) + np.repeat(before, lengths)
        width = words.shape[1]
        rows = np.zeros((len(words) + self._pad * (len(lengths) + 1), width), np.float32)
        rows[places] = words
        seen = np.zeros((len(rows), 3 * width), np.float32)
        for layer in self._layers:
            seen[1:, :width] = rows[:-1]
            seen[:, width : 2 * width] = rows
            seen[:-1, 2 * width :] = rows[1:]
            rows += layer(seen)
        hidden: Floats = rows[places] @ self._to_hidden + self._bias
        return hidden
