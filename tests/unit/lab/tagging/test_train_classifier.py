"""The classifier learns what examples show, and says how sure it may be."""

from collections.abc import Iterator

import numpy as np
import pytest

from services.lab.tagging import train_classifier
from services.lab.tagging.classifier_examples import Example
from services.lab.tagging.train_classifier import (
    FOLDS,
    calibration,
    directions_of,
    fold_of,
    learn,
    report,
    unseen_answers,
    with_directions,
)
from services.tagging.classifier.article_features import LABELS
from services.tagging.classifier.classify import SEEN
from services.tagging.classifier.network import NameInput, network
from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.seen import from_bytes, in_bytes

TYPES = ("PERSON", "ORG", None)


def some_examples(count: int) -> Iterator[Example]:
    """Names whose two features say what they are, but for one in ten."""
    rng = np.random.default_rng(1)
    for number in range(count):
        kind = int(rng.integers(3))
        type_ = TYPES[kind] if rng.random() < 0.9 else TYPES[(kind + 1) % 3]
        features = {"a": float(kind == 0), "b": float(kind == 1)}
        name = NameInput(features, ["word"], np.zeros(SEEN, np.float32))
        types = (type_,) if type_ else ()
        yield Example(f"outlet {number % 40}", name, ["word"], types, 1.0)


@pytest.fixture(scope="module")
def shown() -> list[Example]:
    return list(some_examples(600))


def test_outlets_are_in_one_fold_each() -> None:
    folds = {fold_of(f"outlet {number}") for number in range(40)}
    assert folds == set(range(FOLDS))


def test_it_learns_what_the_examples_show(
    shown: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_classifier, "SEEDS", 2)
    vectors, directions = network().vectors, network().directions
    told = unseen_answers(shown, vectors, directions)
    best = told.argmax(axis=1)
    wanted = [LABELS.index(one.types[0]) if one.types else len(LABELS) for one in shown]
    assert 0.85 < float((best == np.array(wanted)).mean()) < 0.95
    slope, offset = calibration(shown, told)
    made = learn(shown, vectors, directions)
    assert made.features == ("a", "b")
    assert slope.shape == offset.shape == (len(LABELS),)
    lines = list(report(shown, told))
    assert lines[0].startswith("600 names")
    # It is as sure as it may be: nine of ten are right.
    person = LABELS.index("PERSON")
    sure = told[best == person, person].mean()
    assert (
        0.8 < 1 / (1 + np.exp(-(np.log(sure / (1 - sure)) * slope[person] + offset[person]))) < 0.97
    )


def test_a_type_that_is_never_right_is_never_sure(shown: list[Example]) -> None:
    told = np.zeros((len(shown), len(LABELS) + 1), np.float32)
    told[:, LABELS.index("LAW")] = 0.95
    slope, offset = calibration(shown, told)
    law = LABELS.index("LAW")
    logit = np.log(0.95 / 0.05) * slope[law] + offset[law]
    assert 1 / (1 + np.exp(-logit)) < 0.1


def test_what_the_finder_saw_is_kept_in_few_numbers() -> None:
    rng = np.random.default_rng(2)
    hidden = rng.normal(size=(200, SEEN)).astype(np.float32) @ rng.normal(size=(SEEN, 60))
    rows = in_bytes((hidden / 20).astype(np.float32))
    found = {"1": [Span("body", at, at + 1, "ORG", seen=row) for at, row in enumerate(rows)]}
    directions = directions_of(found)
    assert directions.shape == (61, SEEN)
    kept = np.stack([from_bytes(one.seen) for one in with_directions(found, directions)["1"]])
    assert kept.shape == (200, SEEN)
    assert np.abs(kept.mean(axis=0)).max() < 0.05
    assert kept.std(axis=0) == pytest.approx(1, abs=0.1)
