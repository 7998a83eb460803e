"""Runs spaCy's greedy entity recogniser in fewer and larger steps: the same spans in a fifth of the
time.

Stock spaCy takes and gives back Python's lock at each step of its parser, one step per token.
Outside names the parser's decision for a token does not depend on earlier decisions. Here these are
made for all tokens at once; only names are parsed step by step, all names of a batch together.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from services.tagging.mentions.seen import in_bytes
from services.tagging.ner.embeddings import TokenTable
from services.tagging.ner.encoder import ContextEncoder, Floats, Ints, UnsupportedModel

if TYPE_CHECKING:
    from spacy.language import Language


class LabelledRange(NamedTuple):
    """A name in a text: start and end in code points, label, and what the model saw there: see
    ``FastNer``; empty if that is not asked for."""

    start: int
    end: int
    label: str
    seen: bytes = b""


VOCABULARY = 1 << 14
"""Words that spaCy keeps, at 1 KB each: the first ones, which are the most frequent. ``TokenTable``
keeps what is needed of all others."""

_IMPOSSIBLE = np.float32(-1e30)


class FastNer:
    """A spaCy pipeline's ``ner``. Raises ``UnsupportedModel`` for an architecture that is unknown
    here.

    It takes the pipeline over: nothing else may use ``nlp`` any more.

    ``directions`` (5 hidden widths + 1, columns) say what is kept of the hidden vectors of a name:
    their mean, the first and last one, and those of the tokens before and behind it, and what is
    added. Each name then has that many bytes, ``STEPS`` to a unit.
    """

    def __init__(self, nlp: "Language", directions: Floats | None = None) -> None:
        ner: Any = nlp.get_pipe("ner")
        try:
            core, _, to_hidden = ner.model.get_ref("tok2vec").layers
            embed, encode = core.layers
            self._encoder = ContextEncoder(encode, to_hidden)
            self._parser = _TransitionParser(ner)
            self._table = TokenTable(nlp, embed)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise UnsupportedModel(str(error)) from error
        self._nlp = nlp
        self._directions = directions

    def find(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        """The spans of each text, in order, in code points."""
        if len(self._nlp.vocab) < VOCABULARY:
            return self._find(texts)
        # Without a zone the vocabulary grows with every new word while the process lives.
        with self._nlp.memory_zone():
            return self._find(texts)

    def _find(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        found: list[list[LabelledRange]] = [[] for _ in texts]
        if not any(texts):
            return found
        tokens = self._table.tokens(texts)
        hidden = self._encoder(self._table.vectors[tokens.rows], tokens.lengths)
        last = np.zeros(len(hidden), bool)
        edges = np.cumsum(tokens.lengths)
        last[edges[tokens.lengths > 0] - 1] = True
        names = self._parser.parse(hidden, last, self._table.is_space[tokens.rows])
        text_ends = edges.tolist()
        seen = self._seen(hidden, edges, names)
        for (begin, end, label), what in zip(names, seen, strict=True):
            text = bisect_right(text_ends, begin)
            start, stop = int(tokens.starts[begin]), int(tokens.ends[end - 1])
            found[text].append(LabelledRange(start, stop, label, what))
        return found

    def _seen(
        self, hidden: Floats, edges: Ints, names: Sequence[tuple[int, int, str]]
    ) -> list[bytes]:
        if self._directions is None or not names:
            return [b""] * len(names)
        directions, offset = self._directions[:-1], self._directions[-1]
        kept = _name_vectors(hidden, edges, names) @ directions + offset
        return in_bytes(kept)


def _name_vectors(hidden: Floats, edges: Ints, names: Sequence[tuple[int, int, str]]) -> Floats:
    """(names, 5 hidden widths): see ``FastNer``. ``edges`` are the tokens behind each text."""
    begins, ends = np.array([name[:2] for name in names]).T
    sizes = ends - begins
    firsts = np.cumsum(sizes) - sizes
    inside = hidden[np.arange(sizes.sum()) + np.repeat(begins - firsts, sizes)]
    # Each name by itself: what is seen of it must not depend on the texts beside it.
    mean = np.add.reduceat(inside, firsts) / sizes[:, None]
    before, behind = hidden[begins - 1], hidden[ends % len(hidden)]
    before[np.isin(begins, [0, *edges])] = 0
    behind[np.isin(ends, edges)] = 0
    return np.concatenate([mean, hidden[begins], hidden[ends - 1], before, behind], axis=1)


class _TransitionParser:
    """spaCy's transition-based parser. A transition says of one token: it begins a name (B), is
    inside (I) or the last of one (L), is a name alone (U), or is outside (O)."""

    def __init__(self, ner: Any) -> None:
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        if ner.model.attrs.get("unseen_classes") or ner.cfg.get("beam_width", 1) != 1:
            raise UnsupportedModel("a beam, or types without examples")
        weights = lower.get_param("W")
        features, self._width, pieces, size = weights.shape
        if (features, pieces) != (3, 2):
            raise UnsupportedModel(f"{features} tokens are looked at, in {pieces} pieces")
        # Of each feature the pieces side by side, so that the maximum needs no stride.
        self._lower: Floats = weights.transpose(0, 3, 2, 1).reshape(features, size, -1).copy()
        self._bias: Floats = lower.get_param("b").T.reshape(-1)
        pad = lower.get_param("pad").reshape(features, self._width, pieces)
        self._padding: Floats = pad.transpose(0, 2, 1).reshape(features, -1)
        self._upper: Floats = upper.get_param("W").T.copy()
        self._upper_bias: Floats = upper.get_param("b")
        names = [ner.moves.get_class_name(move) for move in range(ner.moves.n_moves)]
        self._labels = sorted({name[2:] for name in names if name[2:]})
        self._moves = np.array([name[0] for name in names])
        self._label_of = np.array(
            [self._labels.index(name[2:]) if name[2:] else -1 for name in names]
        )
        self._allowed = self._all_allowed()

    def _all_allowed(self) -> Floats:
        """Which transitions are allowed: (cases, transitions), 0 or ``_IMPOSSIBLE``.

        The cases: outside a name, outside on a text's last token, outside on white space; then
        inside a name of each label; then inside on a text's last token.
        """
        move, labels = self._moves, range(len(self._labels))
        outside = [np.isin(move, list(allowed)) for allowed in ("BUO", "UO", "O")]
        outside = [allowed & ((self._label_of >= 0) | (move == "O")) for allowed in outside]
        inside = [np.isin(move, ["I", "L"]) & (self._label_of == label) for label in labels]
        ending = [(move == "L") & (self._label_of == label) for label in labels]
        allowed = np.stack([*outside, *inside, *ending])
        return np.where(allowed, np.float32(0), _IMPOSSIBLE)

    def parse(
        self, hidden: Floats, last: npt.NDArray[np.bool_], spaces: npt.NDArray[np.bool_]
    ) -> list[tuple[int, int, str]]:
        """The names as first token, token behind the last, and label, in order.

        ``hidden`` is (tokens, hidden width). ``last`` says which tokens are a text's last,
        ``spaces`` which are nothing but white space.
        """
        outside = hidden @ self._lower[0]
        outside += self._padding[1]
        outside += self._padding[2]
        action = self._action(outside, np.where(spaces, 2, last))
        move, label = self._moves[action], self._label_of[action]
        begins = np.nonzero(move == "B")[0]
        ends = self._ends(hidden, last, begins, label[begins])
        end_of = dict(zip(begins.tolist(), ends, strict=True))
        names: list[tuple[int, int, str]] = []
        free = 0
        for at in np.nonzero(move != "O")[0].tolist():
            if at >= free:
                free = end_of.get(at, at + 1)
                names.append((at, free, self._labels[label[at]]))
        return names

    def _ends(
        self,
        hidden: Floats,
        last: npt.NDArray[np.bool_],
        begins: Ints,
        labels: Ints,
    ) -> list[int]:
        """The token behind each name; ``begins`` are the first tokens, ``labels`` the labels."""
        ends = begins + 1
        first = hidden[begins] @ self._lower[1]
        going = np.arange(len(begins))
        while len(going):
            at = ends[going]
            state = hidden[at] @ self._lower[0]
            state += first[going]
            state += hidden[at - 1] @ self._lower[2]
            case = 3 + labels[going] + last[at] * len(self._labels)
            action = self._action(state, case)
            ends[going] += 1
            going = going[self._moves[action] == "I"]
        return [int(end) for end in ends]

    def _action(self, state: Floats, case: Ints) -> Ints:
        state += self._bias  # last, as in spaCy: a sum of floats depends on the order
        best = np.maximum(state[:, : self._width], state[:, self._width :])
        scores = best @ self._upper
        scores += self._upper_bias
        scores += self._allowed[case]
        actions: Ints = scores.argmax(axis=1)
        return actions
