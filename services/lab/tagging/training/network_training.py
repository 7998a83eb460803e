"""Trains the classifier's network, and tells how sure it may be on outlets that it has not seen."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from services.lab.tagging.training.classifier_examples import Example
from services.lab.tagging.training.unseen import FOLDS, fold_of
from services.tagging.classifier.article_names import LABELS
from services.tagging.classifier.network import (
    SURE,
    Floats,
    Network,
    Weights,
    answers,
    described,
    inputs,
    likeness,
)
from services.tagging.classifier.word_vectors import WordVectors

SEEDS = 4
EPOCHS = 14
UNITS = 64
RATE = 3e-3
DECAY = 2e-2
BATCH = 128
DROPPED_INPUTS, DROPPED_UNITS = 0.1, 0.3
"""Set on unseen folds: as many as 128 units and 2 to 5 seeds differ by less than the seeds do."""


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


def fold_networks(
    learned: Sequence[Example], vectors: WordVectors, directions: Floats
) -> tuple[list[Network], Floats]:
    """For each fold a network that has not learned from it, calibrated on the other folds' unseen
    answers; and (examples, answers) of these networks, each for its own fold."""
    folds = np.array([fold_of(one.outlet) for one in learned])
    told = np.zeros((len(learned), len(LABELS) + 1), np.float32)
    made = []
    for fold in range(FOLDS):
        others = [one for one, its in zip(learned, folds, strict=True) if its != fold]
        made.append(learn(others, vectors, directions))
        rows = np.nonzero(folds == fold)[0].tolist()
        if rows:
            unseen = all_inputs(made[fold], [learned[row] for row in rows])
            told[rows] = answers(made[fold].weights, unseen)
    return [
        calibrated(one, [learned[row] for row in rows], told[rows])
        for fold, one in enumerate(made)
        for rows in (np.nonzero(folds != fold)[0].tolist(),)
    ], told


def calibrated(made: Network, learned: Sequence[Example], told: Floats) -> Network:
    """The network as sure as these unseen answers allow."""
    slope, offset = calibration(learned, told)
    return replace(made, weights=replace(made.weights, slope=slope, offset=offset))


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
