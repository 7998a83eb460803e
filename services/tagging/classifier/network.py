"""The network of the classifier: what it learned, and how it answers.

``uv run python -m services.lab.tagging.training.train_classifier PATH`` writes the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from importlib.resources import files
from math import exp, log
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.tagging.classifier.word_vectors import WordVectors
from services.tagging.names import CACHED_NAMES

Floats = npt.NDArray[np.float32]

FILE = "name_classifier.npz"

CLIP = 4.0
"""Standard deviations beyond which an input says no more."""

SURE = 1e-4
"""No probability is nearer to 0 or 1 than this."""


@dataclass(frozen=True, eq=False)
class Weights:
    """What was learned.

    ``mean`` and ``scale`` (features,) standardise the features, ``middle`` (vector width,) the
    words' vectors. Several networks of one hidden layer, each from a seed of its own, answer
    together: ``hidden`` (seeds, inputs, units), ``hidden_bias`` (seeds, 1, units), ``out`` (seeds,
    units, answers), ``direct`` (seeds, inputs, answers), ``out_bias`` (seeds, 1, answers). The
    answers are ``LABELS`` and, last, that it is no entity. ``slope`` and ``offset`` (types,) turn
    the logit of a type's probability into that of the share that was right.
    """

    mean: Floats
    scale: Floats
    middle: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    direct: Floats
    out_bias: Floats
    slope: Floats
    offset: Floats


class NameInput(NamedTuple):
    """What is known of a name: its features, its words, and what the finder saw at its mentions,
    (columns of ``directions``,)."""

    features: Mapping[str, float]
    words: tuple[str, ...]
    seen: Floats


@dataclass(frozen=True, eq=False)
class Network:
    """Answers for the names of an article.

    ``features`` are the names of the features in order. ``directions`` say what the finder keeps of
    what it saw: see ``services.tagging.ner.fast_ner``.
    """

    features: tuple[str, ...]
    vectors: WordVectors
    directions: Floats
    weights: Weights

    def probabilities(self, names: Sequence[NameInput], body: Sequence[str]) -> Floats:
        """(names, answers): the probability of each answer, in an article with these words."""
        return answers(self.weights, inputs(self, names, body))

    def calibrated(self, label: int, probability: float) -> float:
        """The share of names with this type and probability that are right."""
        sure = min(max(probability, SURE), 1 - SURE)
        slope, offset = self.weights.slope[label], self.weights.offset[label]
        return 1 / (1 + exp(-(float(slope) * log(sure / (1 - sure)) + float(offset))))


def inputs(network: Network, names: Sequence[NameInput], body: Sequence[str]) -> Floats:
    """(names, inputs): the features, how rare the words are, what name and article are like, and
    what the finder saw."""
    weights = network.weights
    given = (described(network, names) - weights.mean) / weights.scale
    like = likeness(network.vectors, names, body) - weights.middle
    seen = np.stack([one.seen for one in names])
    whole: Floats = np.concatenate([given, like, seen], axis=1, dtype=np.float32)
    return np.clip(whole, -CLIP, CLIP, out=whole)


def described(network: Network, names: Sequence[NameInput]) -> Floats:
    """(names, features and ranks), large values drawn together: x → sign(x) log(1 + |x|)."""
    get = itemgetter(*network.features)
    listed = np.array([get(one.features) for one in names], np.float32)
    squashed = np.sign(listed) * np.log1p(np.abs(listed))
    rare = np.array([ranks(network.vectors, one.words) for one in names], np.float32)
    return np.concatenate([squashed, rare], axis=1)


@lru_cache(CACHED_NAMES)
def ranks(vectors: WordVectors, words: tuple[str, ...]) -> tuple[float, ...]:
    """How rare a name's first and last word are in small letters and with a capital, and what that
    says of each; how rare the rarest word is."""
    if not words:
        return (0.0,) * 7
    first, last = words[0], words[-1]
    small = vectors.rank(first.lower()), vectors.rank(last.lower())
    capital = vectors.rank(first.capitalize()), vectors.rank(last.capitalize())
    rarest = max(vectors.rank(word.lower()) for word in words)
    return *small, *capital, small[0] - capital[0], small[1] - capital[1], rarest


def likeness(vectors: WordVectors, names: Sequence[NameInput], body: Sequence[str]) -> Floats:
    """(names, 2 widths): the vectors of the name, of its last and of its first word, and of the
    article. Half of the columns of ``vectors`` are for names, half for articles."""
    article = vectors.mean(body)[vectors.table.shape[1] // 2 :]
    like = np.stack([_name_vector(vectors, one.words) for one in names])
    return np.hstack([like, np.broadcast_to(article, (len(names), len(article)))])


@lru_cache(CACHED_NAMES)
def _name_vector(vectors: WordVectors, words: tuple[str, ...]) -> Floats:
    width = vectors.table.shape[1] // 2
    if len(words) < 2:
        return np.concatenate([vectors.mean(words)[:width]] * 3)
    return np.concatenate([vectors.mean(some)[:width] for some in (words, words[-1:], words[:1])])


def answers(weights: Weights, given: Floats) -> Floats:
    """(names, answers): the mean of the networks' probabilities."""
    units = np.maximum(given @ weights.hidden + weights.hidden_bias, 0)
    scores = units @ weights.out + given @ weights.direct + weights.out_bias
    scores -= scores.max(axis=2, keepdims=True)
    powers = np.exp(scores)
    mean: Floats = (powers / powers.sum(axis=2, keepdims=True)).mean(axis=0)
    return mean


@cache
def network() -> Network:
    """The network that ships. Raises FileNotFoundError without it."""
    path = files("services.tagging.data").joinpath(FILE)
    with path.open("rb") as file, np.load(file) as arrays:
        ranks_, table = (arrays[name].astype(np.float32) for name in ("ranks", "table"))
        vectors = WordVectors(arrays["keys"], arrays["rows"], ranks_, table)
        named = {one.name: arrays[one.name].astype(np.float32) for one in fields(Weights)}
        directions = arrays["directions"].astype(np.float32)
        names = tuple(arrays["features"].tolist())
        return Network(names, vectors, directions, Weights(**named))


def save(made: Network, path: str) -> None:
    """Write a network, in half precision where that suffices."""
    arrays = {one.name: getattr(made.weights, one.name) for one in fields(Weights)}
    np.savez_compressed(
        path,
        features=np.array(made.features),
        keys=made.vectors.keys,
        rows=made.vectors.rows,
        ranks=made.vectors.ranks.astype(np.float16),
        table=made.vectors.table.astype(np.float16),
        directions=made.directions,
        **arrays,
    )
