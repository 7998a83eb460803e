"""Runs spaCy's greedy name finder in fewer and larger steps: the same spans in a fifth of the time.

Stock spaCy takes and gives back Python's lock at each step of its parser, one step per token. What
the parser does outside of names hangs on no step before it, so here that is decided for all tokens
at once, and only names are stepped through, all those of a batch together.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from services.tagging.ner.embeddings import Words
from services.tagging.ner.encoder import Context, Floats, Ints, UnsupportedModel

if TYPE_CHECKING:
    from spacy.language import Language

LabelledRange = tuple[int, int, str]
"""Start and end in code points, and label."""

VOCABULARY = 1 << 14
"""Words that spaCy keeps, at 1 KB each: those that come first, and so often. All others it has to
see but once, for they are remembered here."""

_IMPOSSIBLE = np.float32(-1e30)


class FastNames:
    """A spaCy pipeline's ``ner``. Raises ``Unfit`` if it is not one that this module knows."""

    def __init__(self, nlp: "Language") -> None:
        ner: Any = nlp.get_pipe("ner")
        try:
            core, _, to_hidden = ner.model.get_ref("tok2vec").layers
            embed, encode = core.layers
            self._context = Context(encode, to_hidden)
            self._steps = _Steps(ner)
            self._words = Words(nlp, embed)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise UnsupportedModel(str(error)) from error
        self._nlp = nlp

    def find(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        """For each text its spans, in order."""
        if len(self._nlp.vocab) < VOCABULARY:
            return self._find(texts)
        # Or it would grow with every new word for as long as the process lives.
        with self._nlp.memory_zone():
            return self._find(texts)

    def _find(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        found: list[list[LabelledRange]] = [[] for _ in texts]
        if not any(texts):
            return found
        tokens = self._words.tokens(texts)
        hidden = self._context(self._words.table[tokens.rows], tokens.lengths)
        last = np.zeros(len(hidden), bool)
        edges = np.cumsum(tokens.lengths)
        last[edges[tokens.lengths > 0] - 1] = True
        names = self._steps.walk(hidden, last, self._words.spaces[tokens.rows])
        behind = edges.tolist()
        for begin, end, label in names:
            text = bisect_right(behind, begin)
            found[text].append((int(tokens.starts[begin]), int(tokens.ends[end - 1]), label))
        return found


class _Steps:
    """The parser: at each step a token is out, in, begun or ended."""

    def __init__(self, ner: Any) -> None:
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        if ner.model.attrs.get("unseen_classes") or ner.cfg.get("beam_width", 1) != 1:
            raise UnsupportedModel("a beam, or types without examples")
        weights = lower.get_param("W")
        features, self._width, pieces, size = weights.shape
        if (features, pieces) != (3, 2):
            raise UnsupportedModel(f"{features} tokens are looked at, in {pieces} pieces")
        # Of each feature the pieces side by side, so that the greater is found without a stride.
        self._lower: Floats = weights.transpose(0, 3, 2, 1).reshape(features, size, -1).copy()
        self._bias: Floats = lower.get_param("b").T.reshape(-1)
        pad = lower.get_param("pad").reshape(features, self._width, pieces)
        self._nothing: Floats = pad.transpose(0, 2, 1).reshape(features, -1)
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

    def walk(
        self, hidden: Floats, last: npt.NDArray[np.bool_], spaces: npt.NDArray[np.bool_]
    ) -> list[tuple[int, int, str]]:
        """The spans in tokens, in order. ``last`` are the texts' last tokens, ``spaces`` those of
        nothing but white space."""
        outside = hidden @ self._lower[0]
        outside += self._nothing[1]
        outside += self._nothing[2]
        action = self._action(outside, np.where(spaces, 2, last))
        move, within = self._moves[action], self._of[action]
        begins = np.nonzero(move == "B")[0]
        ends = self._ends(hidden, last, begins, within[begins])
        end_of = dict(zip(begins.tolist(), ends, strict=True))
        names: list[tuple[int, int, str]] = []
        free = 0
        for at in np.nonzero(move != "O")[0].tolist():
            if at >= free:
                free = end_of.get(at, at + 1)
                names.append((at, free, self._labels[within[at]]))
        return names

    def _ends(
        self,
        hidden: Floats,
        last: npt.NDArray[np.bool_],
        begins: Ints,
        within: Ints,
    ) -> list[int]:
        """Where each of the names ends that begin there, of the labels ``within``."""
        ends = begins + 1
        first = hidden[begins] @ self._lower[1]
        going = np.arange(len(begins))
        while len(going):
            at = ends[going]
            state = hidden[at] @ self._lower[0]
            state += first[going]
            state += hidden[at - 1] @ self._lower[2]
            case = 3 + within[going] + last[at] * len(self._labels)
            action = self._action(state, case)
            ends[going] += 1
            going = going[self._moves[action] == "I"]
        return [int(end) for end in ends]

    def _action(self, state: Floats, case: Ints) -> Ints:
        state += self._bias  # last, as in spaCy: sums of floats depend on their order
        best = np.maximum(state[:, : self._width], state[:, self._width :])
        scores = best @ self._upper
        scores += self._upper_bias
        scores += self._allowed[case]
        actions: Ints = scores.argmax(axis=1)
        return actions
