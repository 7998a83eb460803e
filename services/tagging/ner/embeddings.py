"""Cuts texts into spaCy's tokens, and looks up the vector of each token.

A chunk of text between white space is cut the same wherever it stands, and a token has the same
vector out of context. Each is worked out once and then looked up.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from services.tagging.ner.encoder import Floats, Ints, MaxoutLayer, UnsupportedModel

if TYPE_CHECKING:
    from spacy.language import Language

Features = npt.NDArray[np.uint64]

FEATURES: list[int | str] = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE"]
"""All that a token's vector depends on out of context: its spelling, and its norm."""

COLUMNS = [*FEATURES, "LENGTH", "SPACY", "IS_SPACE"]
BREAK = "\n"
"""Stands between chunks that are cut together. Unlike a space, spaCy's rules do not look across
it."""

CACHED_TOKENS = 1 << 16
"""Tokens, and chunks, that are kept; the tokens' vectors take 25 MB when full."""

COMMON_WORDS = 10_000
"""The pipeline's most frequent words, which are learnt at once and kept, alone and before a comma
and a full stop: 20 MB. It takes half a second, and processes that are forked later have them: in
the first 300 articles a third less is new."""

NEEDED = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "IS_SPACE")
"""What the vocabulary works out of each new word; the default has more that nothing here reads."""

LONGEST_USUAL = 30
"""Letters of the longest word whose shape is found at once; spaCy has its own for the longest."""

_CHUNK = r"\S+(?:(?<=[{signs}]) (?=[{signs}])\S+)*|(?<!\S)\s+|[^\S ]\s*"
"""spaCy's first cut: a single space belongs to the token before it, other white space is a token.
spaCy's rules for smileys look across a space, so that signs of smileys stay in one chunk."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one text behind another.

    ``rows`` are the tokens' rows in ``TokenTable.vectors``. ``starts`` and ``ends`` are code points
    in the token's text. ``lengths`` are the texts' in tokens.
    """

    rows: Ints
    starts: Ints
    ends: Ints
    lengths: Ints


def unless_letters(find: Callable[[str], Any], nothing: Any) -> Callable[[str], Any]:
    """The same search, which does not look at text of nothing but ASCII letters: in none of spaCy's
    languages has such text prefixes, suffixes or infixes, or is it an address."""
    return lambda text: nothing if text.isalpha() and text.isascii() else find(text)


def unless_usual(shape_of: Callable[[str], str]) -> Callable[[str], str]:
    """The same shapes, found without a look at each letter for short words of ASCII letters that
    are small, but for the first."""

    def found(text: str) -> str:
        if len(text) <= LONGEST_USUAL and text.isascii() and text.isalpha():
            if text.islower():
                return "xxxx"[: len(text)]
            if text.istitle():
                return "Xxxxx"[: len(text)]
        return shape_of(text)

    return found


class TokenTable:
    """The recent tokens of a pipeline with their vectors, and the recent chunks with their tokens.

    Raises ``UnsupportedModel`` for a pipeline that cuts text, or makes vectors, in another way.
    ``vectors`` has a row for each token; ``is_space`` says which are nothing but white space.
    """

    def __init__(self, nlp: "Language", embed: Any) -> None:
        # spaCy takes a second to import, and whoever has a pipeline has imported it.
        from spacy import attrs
        from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]

        known, mix, _ = embed.layers
        spelling, vectors = known.layers
        if spelling.layers[0].attrs["columns"] != FEATURES[1:]:
            raise UnsupportedModel("tokens have other features")
        tokenizer: Any = nlp.tokenizer
        if type(tokenizer) is not Tokenizer:
            raise UnsupportedModel("text is not cut at white space")
        if any(len(rule.split()) > 1 for rule in tokenizer.rules):
            raise UnsupportedModel("a token may have white space in it")
        # Looking for them took half of the time of cutting.
        tokenizer.prefix_search = unless_letters(tokenizer.prefix_search, None)
        tokenizer.suffix_search = unless_letters(tokenizer.suffix_search, None)
        if tokenizer.url_match:
            tokenizer.url_match = unless_letters(tokenizer.url_match, None)
        tokenizer.infix_finditer = unless_letters(tokenizer.infix_finditer, ())
        pairs = set(chain.from_iterable(map(pairwise, tokenizer.rules)))
        signs = {sign for pair in pairs if not any(map(str.isalnum, pair)) for sign in pair}
        self._chunk = re.compile(_CHUNK.format(signs=re.escape("".join(sorted(signs)))))
        self._features = spelling.layers[2].layers[0]
        self._vector_weights: Floats = vectors.get_param("W").T.copy()
        self._mix = MaxoutLayer(mix.layers[0].layers[0])
        self._word_vectors = nlp.vocab.vectors
        self._nlp = nlp
        vocab: Any = nlp.vocab
        getters = {one: vocab.lex_attr_getters[attrs.IDS[one]] for one in NEEDED}
        getters["SHAPE"] = unless_usual(getters["SHAPE"])
        vocab.lex_attr_getters = {attrs.IDS[one]: getter for one, getter in getters.items()}
        self._row_of: dict[tuple[int, int], int] = {}
        self.vectors: Floats = np.zeros((CACHED_TOKENS, self._mix.width), np.float32)
        self.is_space = np.zeros(CACHED_TOKENS, bool)
        self._chunks: dict[str, int] = {}
        # Of each chunk its first token and its number of tokens; of each token its row and edges.
        self._spans = np.zeros((0, 2), np.int64)
        self._tokens = np.zeros((0, 3), np.int64)
        # Those that have vectors stand in order of frequency.
        words = (vocab.strings[key] for key in islice(self._word_vectors.key2row, COMMON_WORDS))
        words = (word for word in words if not any(map(str.isspace, word)))
        common = dict.fromkeys(word + mark for word in words for mark in ("", ",", "."))
        if common:
            self._learn([*common])
        self._common = len(self._chunks), len(self._tokens), len(self._row_of)

    def _forget(self) -> None:
        """Forget all but the common words, which come first."""
        chunks, tokens, rows = self._common
        self._chunks = dict(islice(self._chunks.items(), chunks))
        self._row_of = dict(islice(self._row_of.items(), rows))
        self._spans, self._tokens = self._spans[:chunks], self._tokens[:tokens]

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """The tokens of the texts, of which at least one is not empty.

        Their rows hold until the next call.
        """
        if max(len(self._chunks), len(self._row_of)) >= CACHED_TOKENS:
            self._forget()
        cut = [list(self._chunk.finditer(text)) for text in texts]
        matches = list(chain.from_iterable(cut))
        chunks = [match[0] for match in matches]
        new = [chunk for chunk in dict.fromkeys(chunks) if chunk not in self._chunks]
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
        """Cut new chunks: either one, or any number of them that are not white space."""
        features: Features = self._nlp.make_doc(BREAK.join(chunks)).to_array(COLUMNS)  # type: ignore[assignment]
        lengths, spaces = features[:, 5].astype(np.int64), features[:, 6].astype(np.int64)
        ends = np.cumsum(lengths + spaces) - spaces
        sizes = np.array([len(chunk) for chunk in chunks])
        firsts = np.concatenate([[0], np.cumsum(sizes[:-1] + len(BREAK))])
        chunk_of = np.searchsorted(firsts, ends - lengths, side="right") - 1
        ends -= firsts[chunk_of]
        inside = ends <= sizes[chunk_of]
        chunk_of, ends, lengths = chunk_of[inside], ends[inside], lengths[inside]
        counts = np.bincount(chunk_of, minlength=len(chunks))
        spans = np.stack([len(self._tokens) + np.cumsum(counts) - counts, counts], axis=1)
        tokens = np.stack([self._rows(features[inside]), ends - lengths, ends], axis=1)
        self._chunks.update(
            zip(chunks, range(len(self._spans), len(self._spans) + len(spans)), strict=True)
        )
        self._spans = np.concatenate([self._spans, spans])
        self._tokens = np.concatenate([self._tokens, tokens])

    def _rows(self, features: Features) -> list[int]:
        """The row of each token, new ones added. A token is known by its spelling and norm."""
        keys = list(zip(features[:, 0].tolist(), features[:, 1].tolist(), strict=True))
        new = {key: index for index, key in enumerate(keys) if key not in self._row_of}
        if new:
            begin, end = len(self._row_of), len(self._row_of) + len(new)
            self._grow(end)
            some = features[list(new.values())]
            self.vectors[begin:end] = self._vectors_of(some[:, : len(FEATURES)])
            self.is_space[begin:end] = some[:, 7]
            self._row_of.update(zip(new, range(begin, end), strict=True))
        return [self._row_of[key] for key in keys]

    def _grow(self, size: int) -> None:
        """A single batch may have more tokens than the table holds."""
        more = size - len(self.vectors)
        if more > 0:
            self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
            self.is_space = np.pad(self.is_space, (0, more))

    def _vectors_of(self, features: Features) -> Floats:
        """From (tokens, ``FEATURES``) to (tokens, width)."""
        rows = self._word_vectors.find(keys=features[:, 0])
        by_word = self._word_vectors.data[rows] @ self._vector_weights
        by_word[rows < 0] = 0
        by_features = self._features.predict(np.ascontiguousarray(features[:, 1:]))
        return self._mix(np.hstack([by_features, by_word]).T).T
