"""``python -m services.lab.tagging.train_classifier PATH``: the classifier of names learns.

The finder's errors are what the classifier has to know, so each labelled article is read by a
finder that has not learned from its outlet: four finders are trained, each without a quarter of the
outlets. That takes some forty minutes of CPU; ``--finders`` keeps them. The classifier itself takes
two minutes.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import typer

from services.lab.tagging.classifier_examples import Example, examples
from services.lab.tagging.labelled import LabelledArticle, labelled_articles
from services.lab.tagging.train_finder import trained
from services.tagging.classifier.article_features import LABELS
from services.tagging.classifier.classify import SEEN
from services.tagging.classifier.name_features import WORD
from services.tagging.classifier.network import (
    FILE,
    SURE,
    Floats,
    Network,
    Weights,
    answers,
    described,
    inputs,
    likeness,
    save,
)
from services.tagging.classifier.word_vectors import WordVectors
from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.seen import from_bytes, in_bytes
from services.tagging.ner.fast_ner import FastNer
from services.tagging.ner.spacy_model import find_spans, load
from services.tagging.ner.weights import put_weights, weights_of
from services.tagging.settings import TaggingSettings

if TYPE_CHECKING:
    from spacy.language import Language

FOLDS = 4
SEEDS = 4
EPOCHS = 14
UNITS = 64
RATE = 3e-3
DECAY = 2e-2
BATCH = 128
DROPPED_INPUTS, DROPPED_UNITS = 0.1, 0.3
"""Set on unseen folds: as many as 128 units and 2 to 5 seeds differ by less than the seeds do."""

WORDS = 200_000
"""Words that have a vector: the package's most frequent ones."""

WIDTH = 24
"""Numbers that are kept of a word's vector."""

WHOLE = 0.5
"""What the finder sees lies within some ±8, and a byte of ``in_bytes`` holds ±4."""


def fold_of(outlet: str) -> int:
    """The fold of an outlet, by its name."""
    return int(md5(outlet.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def spans_of_unseen(
    articles: Sequence[LabelledArticle], path: Path, package: str, finders: Path | None
) -> dict[str, list[Span]]:
    """What finders find that have not learned from the article's fold, by article id."""
    found: dict[str, list[Span]] = {}
    for fold in range(FOLDS):
        unseen = [one for one in articles if fold_of(one.outlet) == fold]
        file = finders / f"finder_{fold}.npz" if finders else None
        if file and file.exists():
            nlp = load(package)
            with np.load(file) as arrays:
                put_weights(nlp, arrays)
        else:
            nlp = trained([one for one in articles if fold_of(one.outlet) != fold], path, package)
            if file:
                np.savez_compressed(file, allow_pickle=False, **weights_of(nlp))
        texts = [one.texts for one in unseen]
        spans = find_spans(texts, FastNer(nlp, _all_seen(nlp)).find)
        found |= {one.id: some for one, some in zip(unseen, spans, strict=True)}
    return found


def _all_seen(nlp: "Language") -> Floats:
    """Directions that keep all of what the finder sees."""
    width = 5 * nlp.get_pipe("ner").model.get_ref("tok2vec").get_dim("nO")  # type: ignore[attr-defined]
    return np.concatenate([np.eye(width), np.zeros((1, width))]).astype(np.float32) * WHOLE


def directions_of(found: Mapping[str, Sequence[Span]]) -> Floats:
    """(seen + 1, SEEN): the principal components of all that was seen, to a deviation of 1."""
    whole = np.stack([from_bytes(one.seen) for some in found.values() for one in some]) / WHOLE
    mean, deviation = whole.mean(axis=0), whole.std(axis=0) + 0.05
    standard = (whole - mean) / deviation
    scaled = _directions(standard, SEEN) / deviation[:, None]
    return np.concatenate([scaled, -(mean @ scaled)[None]]).astype(np.float32)


def with_directions(
    found: Mapping[str, Sequence[Span]], directions: Floats
) -> dict[str, list[Span]]:
    """The spans, with what a finder keeps that has these directions."""
    kept = {}
    for id_, some in found.items():
        seen = [from_bytes(one.seen) / WHOLE @ directions[:-1] + directions[-1] for one in some]
        rows = in_bytes(np.stack(seen)) if seen else []
        kept[id_] = [replace(one, seen=row) for one, row in zip(some, rows, strict=True)]
    return kept


def word_vectors(package: str, learned: Sequence[Example]) -> WordVectors:
    """The package's vectors of its most frequent words, the directions in which the examples' names
    differ most, and those in which their articles do."""
    vocab = load(package).vocab
    keys, rows = [], []
    for key in vocab.vectors:
        word = vocab.strings[key]
        if WORD.fullmatch(word):
            keys.append(crc32(word.encode("utf-8", "surrogatepass")))
            rows.append(vocab.vectors.find(key=key))
        if len(keys) == WORDS:
            break
    sorted_keys, first = np.unique(np.array(keys, np.uint32), return_index=True)
    whole = np.asarray(vocab.vectors.data, np.float32)
    logs = np.log1p(first).astype(np.float16).astype(np.float32)
    full = WordVectors(sorted_keys, np.array(rows, np.uint16)[first], logs, whole)
    names = np.stack([full.mean(one.name.words) for one in learned])
    bodies = np.stack(
        [full.mean(one) for one in {id(one.body): one.body for one in learned}.values()]
    )
    table = np.concatenate(
        [whole @ _directions(names, WIDTH), whole @ _directions(bodies, WIDTH)], axis=1
    )
    return WordVectors(full.keys, full.rows, logs, table.astype(np.float16).astype(np.float32))


def _directions(vectors: Floats, count: int) -> Floats:
    """(width, count): the principal components, each scaled to a deviation of 1."""
    centred = vectors - vectors.mean(axis=0)
    sample = centred[:: max(1, len(centred) // 3_000)]
    components = np.linalg.svd(sample, full_matrices=False)[2][:count].T
    scaled: Floats = components / ((centred @ components).std(axis=0) + 1e-6)
    return scaled


def learn(learned: Sequence[Example], vectors: WordVectors, directions: Floats) -> Network:
    """The network that these examples teach, not yet calibrated."""
    names = tuple(sorted(learned[0].name.features))
    none = np.zeros(0, np.float32)
    start = Weights(
        mean=none,
        scale=none,
        middle=none,
        hidden=none,
        hidden_bias=none,
        out=none,
        direct=none,
        out_bias=none,
        slope=np.ones(len(LABELS), np.float32),
        offset=np.zeros(len(LABELS), np.float32),
    )
    made = Network(names, vectors, directions, start)
    given = described(made, [one.name for one in learned])
    like = np.concatenate([likeness(vectors, [one.name], one.body) for one in learned])
    start = replace(
        start,
        mean=given.mean(axis=0),
        scale=given.std(axis=0) + 0.05,
        middle=like.mean(axis=0),
    )
    made = replace(made, weights=start)
    wanted = np.array(
        [[one in row.types for one in LABELS] + [not row.types] for row in learned], np.float32
    )
    counts = np.array([one.weight for one in learned], np.float32)
    seen = all_inputs(made, learned)
    trained_ = [_one_network(seen, wanted, counts, seed) for seed in range(SEEDS)]
    hidden, hidden_bias, out, direct, out_bias = (
        np.stack(parts) for parts in zip(*trained_, strict=True)
    )
    weights = replace(
        start,
        hidden=hidden,
        hidden_bias=hidden_bias,
        out=out,
        direct=direct,
        out_bias=out_bias,
    )
    return replace(made, weights=weights)


def all_inputs(made: Network, learned: Sequence[Example]) -> Floats:
    """(examples, inputs)."""
    return np.concatenate([inputs(made, [one.name], one.body) for one in learned])


def _one_network(given: Floats, wanted: Floats, counts: Floats, seed: int) -> list[Floats]:
    """Adam on the probability of all right answers together; ``wanted`` says which are right."""
    rng = np.random.default_rng(seed)
    count, width = given.shape
    kinds = wanted.shape[1]
    shapes = [(width, UNITS), (1, UNITS), (UNITS, kinds), (width, kinds), (1, kinds)]
    scales = [width**-0.5, 0, UNITS**-0.5, 0, 0]
    weights = [
        rng.normal(0, scale, shape).astype(np.float32) if scale else np.zeros(shape, np.float32)
        for shape, scale in zip(shapes, scales, strict=True)
    ]
    means = [np.zeros_like(one) for one in weights]
    squares = [np.zeros_like(one) for one in weights]
    orders = [rng.permutation(count) for _ in range(EPOCHS)]
    batches = [order[at : at + BATCH] for order in orders for at in range(0, count, BATCH)]
    for step, rows in enumerate(batches, 1):
        x = given[rows] * (rng.random((len(rows), width)) > DROPPED_INPUTS)
        mask = (rng.random((len(rows), UNITS)) > DROPPED_UNITS) / (1 - DROPPED_UNITS)
        slopes = _slopes(weights, x, mask.astype(np.float32), wanted[rows], counts[rows])
        rate = RATE * max(0.02, 1 - step / len(batches))
        for at, slope in enumerate(slopes):
            means[at] = 0.9 * means[at] + 0.1 * slope
            squares[at] = 0.999 * squares[at] + 0.001 * slope * slope
            move = means[at] / (1 - 0.9**step)
            move /= np.sqrt(squares[at] / (1 - 0.999**step)) + 1e-8
            decay = DECAY if at in (0, 2, 3) else 0
            weights[at] = weights[at] - (rate * (move + decay * weights[at])).astype(np.float32)
    return weights


def _slopes(
    weights: Sequence[Floats], x: Floats, mask: Floats, wanted: Floats, counts: Floats
) -> tuple[Floats, ...]:
    hidden, hidden_bias, out, direct, out_bias = weights
    units = np.maximum(x @ hidden + hidden_bias, 0) * mask
    scores = units @ out + x @ direct + out_bias
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    given = powers / powers.sum(axis=1, keepdims=True)
    right = given * wanted
    right /= np.maximum(right.sum(axis=1, keepdims=True), 1e-9)
    error = (given - right) * counts[:, None] / len(x)
    back = error @ out.T * (units > 0) * mask
    return (
        x.T @ back,
        back.sum(axis=0, keepdims=True),
        units.T @ error,
        x.T @ error,
        error.sum(axis=0, keepdims=True),
    )


def unseen_answers(learned: Sequence[Example], vectors: WordVectors, directions: Floats) -> Floats:
    """(examples, answers): of networks that have not learned from the example's fold."""
    folds = np.array([fold_of(one.outlet) for one in learned])
    told = np.zeros((len(learned), len(LABELS) + 1), np.float32)
    for fold in range(FOLDS):
        others = [one for one, its in zip(learned, folds, strict=True) if its != fold]
        made = learn(others, vectors, directions)
        rows = np.nonzero(folds == fold)[0]
        told[rows] = answers(
            made.weights, all_inputs(made, [learned[row] for row in rows.tolist()])
        )
    return told


def calibration(learned: Sequence[Example], told: Floats) -> tuple[Floats, Floats]:
    """Slope and offset of each type by which its probabilities hold on unseen outlets."""
    best = told[:, : len(LABELS)].argmax(axis=1)
    sure = np.clip(told[np.arange(len(told)), best], SURE, 1 - SURE)
    logits = np.log(sure / (1 - sure))
    right = np.array(
        [LABELS[label] in one.types for label, one in zip(best, learned, strict=True)], np.float32
    )
    counts = np.array([one.weight for one in learned], np.float32)
    slope, offset = np.ones(len(LABELS), np.float32), np.zeros(len(LABELS), np.float32)
    common = _fitted(logits, right, counts, 1.0, 0.0)
    for label in range(len(LABELS)):
        rows = best == label
        slope[label], offset[label] = _fitted(logits[rows], right[rows], counts[rows], *common)
    return slope, offset


def _fitted(
    logits: Floats, right: Floats, counts: Floats, slope: float, offset: float
) -> tuple[float, float]:
    """Logistic regression with a prior of ten names at the given slope and offset."""
    a, b = slope, offset
    for _ in range(500):
        given = 1 / (1 + np.exp(-(a * logits + b)))
        error = (given - right) * counts
        size = counts.sum() + 10
        a -= 0.5 * float((error @ logits + 10 * (a - slope)) / size)
        b -= 0.5 * float((error.sum() + 10 * (b - offset)) / size)
    return a, b


def report(learned: Sequence[Example], told: Floats) -> Iterator[str]:
    """What the networks answer on outlets that they have not learned from."""
    best = told[:, : len(LABELS)].argmax(axis=1)
    counted = np.array([one.weight == 1 for one in learned])
    right = np.array([LABELS[at] in one.types for at, one in zip(best, learned, strict=True)])
    kept = counted & (told[:, -1] < 0.5)
    names = counted & np.array([bool(one.types) for one in learned])
    yield f"{counted.sum()} names, {names.sum()} of them entities, of which"
    yield f"{right[names].mean():.4f} are typed right"
    yield f"{kept.sum()} are more likely entities than not: {right[kept].mean():.4f} of them right"


def main(path: Path, parts: str = "train,dev", finders: Path | None = None) -> None:
    """Learn from these parts of the labelled articles, and write what was learned."""
    package = TaggingSettings().models["en"]
    articles = [one for one in labelled_articles(path) if one.part in parts.split(",")]
    if finders:
        finders.mkdir(exist_ok=True)
    found = spans_of_unseen(articles, path, package, finders)
    directions = directions_of(found)
    learned = list(examples(articles, with_directions(found, directions)))
    vectors = word_vectors(package, learned)
    told = unseen_answers(learned, vectors, directions)
    for line in report(learned, told):
        print(line, file=sys.stderr)
    slope, offset = calibration(learned, told)
    made = learn(learned, vectors, directions)
    to = Path("services/tagging/data") / FILE
    save(replace(made, weights=replace(made.weights, slope=slope, offset=offset)), str(to))
    print(f"{len(articles)} articles: {to}", file=sys.stderr)


if __name__ == "__main__":
    typer.run(main)
