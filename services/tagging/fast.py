"""Runs spaCy's greedy name finder in fewer and larger steps: the same spans in a third of the time.

Stock spaCy multiplies with a slower library than numpy's, computes the vector of a word anew each
time the word comes, and takes and gives back Python's lock at each step of its parser. Here numpy
multiplies, words that came before are looked up, and all texts of a batch step together.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Span = tuple[int, int, str]
"""Start and end in code points, and label."""

FEATURES: list[int | str] = ["ORTH", "NORM", "PREFIX", "SUFFIX", "SHAPE"]
"""All that a word's vector depends on out of context: its spelling, and its norm."""

REMEMBERED_WORDS = 1 << 16
"""Words that are kept, in the vocabulary and with their vectors: 25 MB of these when full."""

ROWS_AT_ONCE = 2048
"""So many tokens go through the network together that what they need stays in the cache."""

_IMPOSSIBLE = np.float32(-1e30)


class Unfit(Exception):
    """A pipeline is built otherwise than this module knows; it must be run by spaCy itself."""


class MatmulOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations, with numpy's matrix product: OpenBLAS, 3 to 5 times as fast."""

    def gemm(
        self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
    ) -> Any:
        """x·y, either transposed first."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


class FastNames:
    """A spaCy pipeline's ``ner``. Raises ``Unfit`` if it is not one that this module knows."""

    def __init__(self, nlp: Language) -> None:
        ner: Any = nlp.get_pipe("ner")
        try:
            self._words = _Words(nlp, ner.model)
            self._steps = _Steps(ner)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise Unfit(str(error)) from error
        self._nlp = nlp

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its spans, in order."""
        if len(self._nlp.vocab) < REMEMBERED_WORDS:
            return self._find(texts)
        # Or the vocabulary would grow with every new word for as long as the process lives.
        with self._nlp.memory_zone():
            return self._find(texts)

    def _find(self, texts: Sequence[str]) -> list[list[Span]]:
        docs = [self._nlp.make_doc(text) for text in texts]
        # The longest first, so that those still at work are always the first few.
        order = sorted(range(len(docs)), key=lambda place: -len(docs[place]))
        ranked = [docs[place] for place in order if len(docs[place])]
        found: list[list[Span]] = [[] for _ in docs]
        if ranked:
            spans = self._steps.walk(self._words.hidden(ranked), ranked)
            for place, doc, some in zip(order, ranked, spans, strict=False):
                found[place] = [
                    (doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), label) for a, b, label in some
                ]
        return found


class _Words:
    """From tokens to what the network knows of them in their context."""

    def __init__(self, nlp: Language, model: Any) -> None:
        model._to_ops(MatmulOps())
        core, _, self._to_hidden = model.get_ref("tok2vec").layers
        embed, encode = core.layers
        known, mix, _ = embed.layers
        spelling, vectors = known.layers
        if spelling.layers[0].attrs["columns"] != FEATURES[1:]:
            raise Unfit("words are seen by other features")
        self._spelling = spelling.layers[2].layers[0]
        self._meaning: Floats = vectors.get_param("W").T
        self._mix = mix.layers[0].layers[0]
        self._encode = encode.layers[0]
        self._pad = int(encode.attrs["pad"])
        self._vectors = nlp.vocab.vectors
        self._places: dict[tuple[int, int], int] = {}
        self._table = np.zeros((REMEMBERED_WORDS, core.get_dim("nO")), np.float32)

    def hidden(self, docs: Sequence[Doc]) -> Floats:
        """One row per token of all docs, in order."""
        words = self._embed(np.concatenate([doc.to_array(FEATURES) for doc in docs]))
        parts: list[Floats] = []
        at = first = 0
        for place, doc in enumerate(docs):
            at += len(doc)
            if at - first >= ROWS_AT_ONCE or place == len(docs) - 1:
                parts.append(words[first:at])
                first = at
        lengths = iter([len(doc) for doc in docs])
        return np.concatenate([self._in_context(part, lengths) for part in parts])

    def _in_context(self, words: Floats, lengths: Iterator[int]) -> Floats:
        """Each text stands between rows of nothing, as in spaCy, so that none sees another."""
        rows: list[Ints] = []
        at, left = self._pad, len(words)
        while left > 0:
            length = next(lengths)
            rows.append(np.arange(at, at + length))
            at, left = at + length + self._pad, left - length
        places = np.concatenate(rows)
        padded = np.zeros((at, words.shape[1]), np.float32)
        padded[places] = words
        out: Floats = self._to_hidden.predict(self._encode.predict(padded)[places])
        return out

    def _embed(self, features: npt.NDArray[np.uint64]) -> Floats:
        """The vectors of words out of context. ``features`` has the columns of ``FEATURES``."""
        keys = list(zip(features[:, 0].tolist(), features[:, 1].tolist(), strict=True))
        new = {key: row for row, key in enumerate(keys) if key not in self._places}
        if len(self._places) + len(new) > REMEMBERED_WORDS:
            self._places.clear()
            new = {key: row for row, key in enumerate(keys)}
        if new:
            begin = len(self._places)
            places = np.arange(begin, begin + len(new))
            self._table = self._grown(begin + len(new))
            self._table[places] = self._new(features[list(new.values())])
            self._places.update(zip(new, places.tolist(), strict=True))
        return self._table[[self._places[key] for key in keys]]

    def _grown(self, rows: int) -> Floats:
        """The table, longer if a single batch has more words than it holds."""
        more = max(0, rows - len(self._table))
        return np.pad(self._table, ((0, more), (0, 0))) if more else self._table

    def _new(self, features: npt.NDArray[np.uint64]) -> Floats:
        rows = self._vectors.find(keys=features[:, 0])
        meaning = self._vectors.data[rows] @ self._meaning
        meaning[rows < 0] = 0
        spelling = self._spelling.predict(np.ascontiguousarray(features[:, 1:]))
        out: Floats = self._mix.predict(np.hstack([spelling, meaning]))
        return out


class _Steps:
    """The parser: at each step one token of every text is in, out, begun or ended."""

    def __init__(self, ner: Any) -> None:
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        if ner.model.attrs.get("unseen_classes") or ner.cfg.get("beam_width", 1) != 1:
            raise Unfit("a beam, or types without examples")
        weights = lower.get_param("W")
        self._features, self._width, self._pieces, size = weights.shape
        if self._features != 3:
            raise Unfit(f"{self._features} tokens are looked at")
        self._lower: Floats = weights.reshape(-1, size).T.copy()
        self._lower_bias: Floats = lower.get_param("b").reshape(-1)
        self._nothing: Floats = lower.get_param("pad").reshape(self._features, -1)
        self._upper: Floats = upper.get_param("W").T.copy()
        self._upper_bias: Floats = upper.get_param("b")
        names = [ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)]
        self._labels = sorted({name[2:] for name in names if name[2:]})
        self._moves = np.array([name[0] for name in names])
        self._of = np.array([self._labels.index(name[2:]) if name[2:] else -1 for name in names])
        self._allowed = self._all_allowed()

    def _all_allowed(self) -> Floats:
        """What may be done, as 0 or impossible, by situation: outside in general, on the last
        token, on white space; then within each type, and so on the last token."""
        move, labels = self._moves, range(len(self._labels))
        outside = [np.isin(move, list(ways)) for ways in ("BUO", "UO", "O")]
        outside = [ways & ((self._of >= 0) | (move == "O")) for ways in outside]
        within = [np.isin(move, ["I", "L"]) & (self._of == label) for label in labels]
        ending = [(move == "L") & (self._of == label) for label in labels]
        ways = np.stack([*outside, *within, *ending])
        return np.where(ways, np.float32(0), _IMPOSSIBLE)

    def walk(self, hidden: Floats, docs: Sequence[Doc]) -> list[list[tuple[int, int, str]]]:
        """For each doc its spans in tokens. The docs are ordered by length, the longest first."""
        lengths = np.array([len(doc) for doc in docs])
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        spaces = np.concatenate([doc.to_array("IS_SPACE") for doc in docs]).astype(bool)
        seen = (hidden @ self._lower).reshape(len(hidden), self._features, -1)
        begun = np.zeros(len(docs), np.int64)
        label = np.full(len(docs), -1)
        found: list[list[tuple[int, int, str]]] = [[] for _ in docs]
        for step in range(int(lengths[0])):
            count = int(np.searchsorted(-lengths, -step))
            now, within = offsets[:count] + step, label[:count]
            inside = np.nonzero(within >= 0)[0]
            state = seen[now, 0]
            first = np.repeat(self._nothing[1:2], count, axis=0)
            before = np.repeat(self._nothing[2:3], count, axis=0)
            first[inside] = seen[offsets[inside] + begun[inside], 1]
            before[inside] = seen[now[inside] - 1, 2]
            # In this order, as in spaCy: sums of floats depend on it.
            state = state + first + before + self._lower_bias
            best = state.reshape(count, self._width, self._pieces).max(axis=2)
            scores = best @ self._upper + self._upper_bias
            last = lengths[:count] == step + 1
            outside = np.where(spaces[now], 2, last)
            case = np.where(within >= 0, 3 + within + last * len(self._labels), outside)
            action = (scores + self._allowed[case]).argmax(axis=1)
            move = self._moves[action]
            for one in np.nonzero(move == "U")[0]:
                found[one].append((step, step + 1, self._labels[self._of[action[one]]]))
            for one in np.nonzero(move == "L")[0]:
                found[one].append((int(begun[one]), step + 1, self._labels[within[one]]))
            begins = np.nonzero(move == "B")[0]
            begun[begins] = step
            label[begins] = self._of[action[begins]]
            label[np.nonzero(move == "L")[0]] = -1
        return found
