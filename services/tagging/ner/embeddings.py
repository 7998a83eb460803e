"""Cuts texts into spaCy's tokens, and knows the vectors that its name finder gives to words.

A stretch between white space is cut the same wherever it stands, and a word has the same vector out
of context, so each is worked out once and then looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from services.tagging.ner.encoder import Floats, Ints, Mixed, UnsupportedModel

if TYPE_CHECKING:
    from spacy.language import Language

Features = npt.NDArray[np.uint64]

FEATURES: list[int | str] = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE"]
"""All that a word's vector depends on out of context: its spelling, and its norm."""

COLUMNS = [*FEATURES, "LENGTH", "SPACY", "IS_SPACE"]
BREAK = "\n"
"""Stands between chunks that are cut together: unlike a space, nothing is seen across it."""

REMEMBERED_WORDS = 1 << 16
"""Words that are kept with their vectors: 25 MB of these when full."""

NEEDED = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")
"""What the vocabulary works out of each new word; no one asks whether it looks like an address."""

_CHUNK = r"\S+(?:(?<=[{signs}]) (?=[{signs}])\S+)*|(?<!\S)\s+|[^\S ]\s*"
"""spaCy's first cut: a single space belongs to the word before it, other white space is a token.
Its rules for smileys look across a space, so signs such as they have stay in one stretch."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one text behind another.

    ``rows`` are those of the table of words; ``starts`` and ``ends`` are code points of the token's
    text; ``lengths`` are those of the texts, in tokens.
    """

    rows: Ints
    starts: Ints
    ends: Ints
    lengths: Ints


class Words:
    """The words that came lately. Raises ``Unfit`` for a pipeline that sees them otherwise."""

    def __init__(self, nlp: "Language", embed: Any) -> None:
        # spaCy takes a second to import, and whoever has a pipeline has imported it.
        from spacy import attrs
        from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

        known, mix, _ = embed.layers
        spelling, vectors = known.layers
        if spelling.layers[0].attrs["columns"] != FEATURES[1:]:
            raise UnsupportedModel("words are seen by other features")
        tokenizer: Any = nlp.tokenizer
        if type(tokenizer) is not Tokenizer:
            raise UnsupportedModel("words are cut otherwise than at white space")
        if any(len(rule.split()) > 1 for rule in tokenizer.rules):
            raise UnsupportedModel("a word may have white space in it")
        pairs = set(chain.from_iterable(map(pairwise, tokenizer.rules)))
        signs = {sign for pair in pairs if not any(map(str.isalnum, pair)) for sign in pair}
        self._chunk = re.compile(_CHUNK.format(signs=re.escape("".join(sorted(signs)))))
        self._spelling = spelling.layers[2].layers[0]
        self._meaning: Floats = vectors.get_param("W").T.copy()
        self._mix = Mixed(mix.layers[0].layers[0])
        self._vectors = nlp.vocab.vectors
        self._nlp = nlp
        vocab: Any = nlp.vocab
        vocab.lex_attr_getters = {
            one: vocab.lex_attr_getters[one] for one in map(attrs.IDS.__getitem__, NEEDED)
        }
        self._forget()

    def _forget(self) -> None:
        self._places: dict[tuple[int, int], int] = {}
        self.table: Floats = np.zeros((REMEMBERED_WORDS, self._mix.width), np.float32)
        self.spaces = np.zeros(REMEMBERED_WORDS, bool)
        self._chunks: dict[str, int] = {}
        # Of each chunk its first token and how many it has, of each token its row and edges.
        self._spans = np.zeros((0, 2), np.int64)
        self._tokens = np.zeros((0, 3), np.int64)

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of the texts, of which one at least has any; their rows hold until the next
        call."""
        if max(len(self._chunks), len(self._places)) >= REMEMBERED_WORDS:
            self._forget()
        cut = [list(self._chunk.finditer(text)) for text in texts]
        matches = list(chain.from_iterable(cut))
        chunks = [match[0] for match in matches]
        new = dict.fromkeys(chunk for chunk in chunks if chunk not in self._chunks)
        solid = [chunk for chunk in new if not chunk.isspace()]
        if solid:
            self._learn(solid)
        for chunk in filter(str.isspace, new):
            self._learn([chunk])
        firsts, counts = self._spans[[self._chunks[chunk] for chunk in chunks]].T
        begins = np.concatenate([[0], np.cumsum(counts)])
        at = np.arange(begins[-1]) + np.repeat(firsts - begins[:-1], counts)
        rows, starts, ends = self._tokens[at].T
        chunk_starts = np.repeat([match.start() for match in matches], counts)
        edges = np.concatenate([[0], np.cumsum([len(one) for one in cut])])
        return Tokens(rows, starts + chunk_starts, ends + chunk_starts, np.diff(begins[edges]))

    def _learn(self, chunks: Sequence[str]) -> None:
        """Either one chunk, or any number of them that are not white space."""
        features: Features = self._nlp.make_doc(BREAK.join(chunks)).to_array(COLUMNS)  # type: ignore[assignment]
        lengths, spaces = features[:, 5].astype(np.int64), features[:, 6].astype(np.int64)
        ends = np.cumsum(lengths + spaces) - spaces
        sizes = np.array([len(chunk) for chunk in chunks])
        firsts = np.concatenate([[0], np.cumsum(sizes[:-1] + len(BREAK))])
        of = np.searchsorted(firsts, ends - lengths, side="right") - 1
        ends -= firsts[of]
        inside = ends <= sizes[of]
        of, ends, lengths = of[inside], ends[inside], lengths[inside]
        counts = np.bincount(of, minlength=len(chunks))
        spans = np.stack([len(self._tokens) + np.cumsum(counts) - counts, counts], axis=1)
        tokens = np.stack([self._rows(features[inside]), ends - lengths, ends], axis=1)
        self._chunks.update(
            zip(chunks, range(len(self._spans), len(self._spans) + len(spans)), strict=True)
        )
        self._spans = np.concatenate([self._spans, spans])
        self._tokens = np.concatenate([self._tokens, tokens])

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
        return self._mix(np.hstack([spelling, meaning]).T).T
