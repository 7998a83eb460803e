"""Cuts texts into spaCy's tokens, and knows the vectors that its name finder gives to words.

A stretch between white space is cut the same wherever it stands, and a word has the same vector out
of context, so each is worked out once and then looked up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import (  # type: ignore[import-not-found]
    IS_SPACE,
    NORM,
    PREFIX,
    SHAPE,
    SUFFIX,
)
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

from services.tagging.network import Floats, Mixed, Unfit

Ints = npt.NDArray[np.int64]
Features = npt.NDArray[np.uint64]

FEATURES: list[int | str] = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE"]
"""All that a word's vector depends on out of context: its spelling, and its norm."""

REMEMBERED_WORDS = 1 << 16
"""Words that are kept, in the vocabulary and with their vectors: 25 MB of these when full."""

NEEDED = (NORM, PREFIX, SUFFIX, SHAPE, IS_SPACE)
"""What the vocabulary works out of each new word; no one asks whether it looks like an address."""

_CHUNK = re.compile(r"\S+|(?<!\S)\s+|[^\S ]\s*")
"""spaCy's first cut: a single space belongs to the word before it, other white space is a token."""

Chunk = tuple[tuple[int, ...], tuple[int, ...]]
"""The rows of its tokens in the table of words, and where each ends in it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one text behind another.

    ``rows`` are those of the table; ``firsts`` says at which token each chunk begins and ``starts``
    at which code point of its text; ``lengths`` are those of the texts, in tokens.
    """

    rows: Ints
    lengths: list[int]
    chunks: list[Chunk]
    firsts: Ints
    starts: list[int]

    def edges(self, tokens: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where each of these tokens starts and ends in its text."""
        places = np.searchsorted(self.firsts, tokens, side="right") - 1
        for place, within in zip(
            places.tolist(), (tokens - self.firsts[places]).tolist(), strict=True
        ):
            start, (_, ends) = self.starts[place], self.chunks[place]
            yield start + (ends[within - 1] if within else 0), start + ends[within]


class Words:
    """The words that came lately. Raises ``Unfit`` for a pipeline that sees them otherwise."""

    def __init__(self, nlp: Language, embed: Any) -> None:
        known, mix, _ = embed.layers
        spelling, vectors = known.layers
        if spelling.layers[0].attrs["columns"] != FEATURES[1:]:
            raise Unfit("words are seen by other features")
        tokenizer: Any = nlp.tokenizer
        if type(tokenizer) is not Tokenizer:
            raise Unfit("words are cut otherwise than at white space")
        if any(len(rule.split()) > 1 for rule in tokenizer.rules):
            raise Unfit("a word may have white space in it")
        self._spelling = spelling.layers[2].layers[0]
        self._meaning: Floats = vectors.get_param("W").T.copy()
        self._mix = Mixed(mix.layers[0].layers[0])
        self._vectors = nlp.vocab.vectors
        self._nlp = nlp
        vocab: Any = nlp.vocab
        vocab.lex_attr_getters = {one: vocab.lex_attr_getters[one] for one in NEEDED}
        self._forget()

    def _forget(self) -> None:
        self._chunks: dict[str, Chunk] = {}
        self._places: dict[tuple[int, int], int] = {}
        self.table: Floats = np.zeros((REMEMBERED_WORDS, self._mix.width), np.float32)
        self.spaces = np.zeros(REMEMBERED_WORDS, bool)

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of the texts; their rows hold until the next call."""
        if max(len(self._chunks), len(self._places)) >= REMEMBERED_WORDS:
            self._forget()
        cut = [[(one[0], one.start()) for one in _CHUNK.finditer(text)] for text in texts]
        known = self._chunks
        new = dict.fromkeys(chunk for some in cut for chunk, _ in some if chunk not in known)
        if new:
            self._learn([chunk for chunk in new if not chunk.isspace()])
            for chunk in filter(str.isspace, new):
                self._learn([chunk])
        chunks = [known[chunk] for some in cut for chunk, _ in some]
        counts = [len(rows) for rows, _ in chunks]
        edges = list(accumulate(map(len, cut), initial=0))
        return Tokens(
            np.array([row for rows, _ in chunks for row in rows], np.int64),
            [sum(counts[begin:end]) for begin, end in pairwise(edges)],
            chunks,
            np.cumsum([0, *counts[:-1]]),
            [start for some in cut for _, start in some],
        )

    def _learn(self, chunks: Sequence[str]) -> None:
        """Either one chunk, or any number of them that are not white space."""
        doc = self._nlp.make_doc(" ".join(chunks))
        features: Features = doc.to_array([*FEATURES, "LENGTH", "SPACY", "IS_SPACE"])  # type: ignore[assignment]
        rows = self._rows(features)
        lengths, breaks = features[:, 5].tolist(), features[:, 6].astype(bool)
        breaks[-1:] = True
        begin = 0
        for chunk, end in zip(chunks, (np.nonzero(breaks)[0] + 1).tolist(), strict=True):
            self._chunks[chunk] = tuple(rows[begin:end]), tuple(accumulate(lengths[begin:end]))
            begin = end

    def _rows(self, features: Features) -> list[int]:
        keys = list(zip(features[:, 0].tolist(), features[:, 1].tolist(), strict=True))
        new = {key: place for place, key in enumerate(keys) if key not in self._places}
        if new:
            begin, end = len(self._places), len(self._places) + len(new)
            self._grow(end)
            some = features[list(new.values())]
            self.table[begin:end] = self._vectors_of(some[:, : len(FEATURES)])
            self.spaces[begin:end] = some[:, 7]
            self._places.update(zip(new, range(begin, end), strict=True))
        return [self._places[key] for key in keys]

    def _grow(self, size: int) -> None:
        """A single batch may have more words than the table holds."""
        more = size - len(self.table)
        if more > 0:
            self.table = np.pad(self.table, ((0, more), (0, 0)))
            self.spaces = np.pad(self.spaces, (0, more))

    def _vectors_of(self, features: Features) -> Floats:
        rows = self._vectors.find(keys=features[:, 0])
        meaning = self._vectors.data[rows] @ self._meaning
        meaning[rows < 0] = 0
        spelling = self._spelling.predict(np.ascontiguousarray(features[:, 1:]))
        return self._mix(np.hstack([spelling, meaning]))
