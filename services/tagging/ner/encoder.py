"""The context encoder of spaCy's entity recogniser, in plain numpy.

It is faster than thinc, which multiplies with a slower library than numpy and keeps what only
training needs.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

TOKENS_AT_ONCE = 1024
"""Tokens that go through the network together: few enough that their numbers stay in the CPU's
cache."""

_EPSILON = np.float32(1e-8)
"""thinc's: keeps a variance from being zero."""


class UnsupportedModel(Exception):
    """A pipeline of another architecture than this package knows. spaCy itself must run it."""


class MaxoutLayer:
    """A layer of maxout and layer normalisation. Raises ``UnsupportedModel`` for any other.

    Here, unlike in thinc, each column is a token: an operation on all tokens then reads memory in
    order.
    """

    def __init__(self, model: Any) -> None:
        if model.name != "maxout>>layernorm":
            raise UnsupportedModel(f"a layer is {model.name}")
        maxout, norm = model.layers
        weights = maxout.get_param("W")  # width, pieces, inputs
        self.width, pieces, inputs = weights.shape
        # The pieces one below the other, so that the maximum needs no stride.
        self._weights: Floats = weights.transpose(1, 0, 2).reshape(-1, inputs).copy()
        self._bias: Floats = maxout.get_param("b").T.reshape(-1, 1).copy()
        self._edges = [(at * self.width, (at + 1) * self.width) for at in range(1, pieces)]
        self._mean: Floats = np.full((1, self.width), 1 / self.width, np.float32)
        self._gain: Floats = norm.get_param("G")[:, None]
        self._shift: Floats = norm.get_param("b")[:, None]

    def __call__(self, inputs: Floats) -> Floats:
        """From (inputs, tokens) to (``width``, tokens)."""
        pieces = self._weights @ inputs
        pieces += self._bias
        best = pieces[: self.width]
        for begin, end in self._edges:
            np.maximum(best, pieces[begin:end], out=best)
        best -= self._mean @ best
        variance = np.einsum("ij,ij->j", best, best) / np.float32(self.width) + _EPSILON
        best *= 1 / np.sqrt(variance)
        best *= self._gain
        best += self._shift
        return best


class ContextEncoder:
    """Vectors of tokens among their neighbours. Raises ``UnsupportedModel`` for another network."""

    def __init__(self, encode: Any, to_hidden: Any) -> None:
        self._pad = int(encode.attrs["pad"])
        steps = [step.layers[0] for step in encode.layers[0].layers]
        if any(step.layers[0].attrs["window_size"] != 1 for step in steps):
            raise UnsupportedModel("a token sees more than its neighbours")
        self._layers = [MaxoutLayer(step.layers[1].layers[0]) for step in steps]
        self._to_hidden: Floats = to_hidden.get_param("W").T.copy()
        self._bias: Floats = to_hidden.get_param("b")

    def __call__(self, vectors: Floats, lengths: Ints) -> Floats:
        """From (tokens, width) to (tokens, hidden width).

        The tokens are those of some texts, one text behind another; ``lengths`` are the texts' in
        tokens.
        """
        # Texts that begin within the same TOKENS_AT_ONCE tokens go together.
        group = (np.cumsum(lengths) - lengths) // TOKENS_AT_ONCE
        cuts = np.nonzero(np.diff(group))[0] + 1
        grouped = np.split(lengths, cuts)
        parts = np.split(vectors, np.cumsum(lengths)[cuts - 1])
        return np.concatenate([self._encoded(*one) for one in zip(parts, grouped, strict=True)])

    def _encoded(self, vectors: Floats, lengths: Ints) -> Floats:
        """Zeros stand before and behind each text, as in spaCy, so that no text sees another."""
        before = self._pad * np.arange(1, len(lengths) + 1)
        columns = np.arange(len(vectors)) + np.repeat(before, lengths)
        width = vectors.shape[1]
        now = np.zeros((width, len(vectors) + self._pad * (len(lengths) + 1)), np.float32)
        now[:, columns] = vectors.T
        window = np.zeros((3 * width, now.shape[1]), np.float32)
        for layer in self._layers:
            window[:width, 1:] = now[:, :-1]
            window[width : 2 * width] = now
            window[2 * width :, :-1] = now[:, 1:]
            now += layer(window)
        hidden: Floats = now[:, columns].T @ self._to_hidden + self._bias
        return hidden
