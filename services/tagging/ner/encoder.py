"""The part of spaCy's name finder that sees words in their context, in plain numpy.

thinc multiplies with a slower library than numpy's, and keeps on the way what only training needs.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WORDS_AT_ONCE = 1024
"""So many words go through the network together that what they need stays in the cache."""

_TINY = np.float32(1e-8)
"""thinc's: keeps the variance of equal numbers from being nothing."""


class UnsupportedModel(Exception):
    """A pipeline is built otherwise than this package knows; it must be run by spaCy itself."""


class Mixed:
    """A layer of maxout and layer normalisation. Raises ``UnsupportedModel`` for any other.

    Here, unlike in thinc, each column is a word: what is done to all words alike then runs along
    the memory.
    """

    def __init__(self, model: Any) -> None:
        if model.name != "maxout>>layernorm":
            raise UnsupportedModel(f"a layer is {model.name}")
        maxout, norm = model.layers
        weights = maxout.get_param("W")  # width, pieces, inputs
        self.width, pieces, inputs = weights.shape
        # Piece by piece one below the other, so that the greatest is found without a stride.
        self._weights: Floats = weights.transpose(1, 0, 2).reshape(-1, inputs).copy()
        self._bias: Floats = maxout.get_param("b").T.reshape(-1, 1).copy()
        self._edges = [(at * self.width, (at + 1) * self.width) for at in range(1, pieces)]
        self._mean: Floats = np.full((1, self.width), 1 / self.width, np.float32)
        self._gain: Floats = norm.get_param("G")[:, None]
        self._shift: Floats = norm.get_param("b")[:, None]

    def __call__(self, words: Floats) -> Floats:
        """One column of ``width`` for each column of inputs."""
        pieces = self._weights @ words
        pieces += self._bias
        best = pieces[: self.width]
        for begin, end in self._edges:
            np.maximum(best, pieces[begin:end], out=best)
        best -= self._mean @ best
        variance = np.einsum("ij,ij->j", best, best) / np.float32(self.width) + _TINY
        best *= 1 / np.sqrt(variance)
        best *= self._gain
        best += self._shift
        return best


class Context:
    """Words as they are among their neighbours. Raises ``UnsupportedModel`` for another network."""

    def __init__(self, encode: Any, to_hidden: Any) -> None:
        self._pad = int(encode.attrs["pad"])
        steps = [step.layers[0] for step in encode.layers[0].layers]
        if any(step.layers[0].attrs["window_size"] != 1 for step in steps):
            raise UnsupportedModel("a word sees more than its neighbours")
        self._layers = [Mixed(step.layers[1].layers[0]) for step in steps]
        self._to_hidden: Floats = to_hidden.get_param("W").T.copy()
        self._bias: Floats = to_hidden.get_param("b")

    def __call__(self, words: Floats, lengths: Ints) -> Floats:
        """One row per word. ``words`` are those of texts of these lengths, one behind another."""
        # Texts go together that begin among the same so many words.
        group = (np.cumsum(lengths) - lengths) // WORDS_AT_ONCE
        cuts = np.nonzero(np.diff(group))[0] + 1
        some = np.split(lengths, cuts)
        parts = np.split(words, np.cumsum(lengths)[cuts - 1])
        return np.concatenate([self._encoded(*one) for one in zip(parts, some, strict=True)])

    def _encoded(self, words: Floats, lengths: Ints) -> Floats:
        """Each text stands between words of nothing, as in spaCy, so that none sees another."""
        before = self._pad * np.arange(1, len(lengths) + 1)
        places = np.arange(len(words)) + np.repeat(before, lengths)
        width = words.shape[1]
        now = np.zeros((width, len(words) + self._pad * (len(lengths) + 1)), np.float32)
        now[:, places] = words.T
        seen = np.zeros((3 * width, now.shape[1]), np.float32)
        for layer in self._layers:
            seen[:width, 1:] = now[:, :-1]
            seen[width : 2 * width] = now
            seen[2 * width :, :-1] = now[:, 1:]
            now += layer(seen)
        hidden: Floats = now[:, places].T @ self._to_hidden + self._bias
        return hidden
