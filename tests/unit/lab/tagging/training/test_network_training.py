"""The classifier learns what examples show, and says how sure it may be."""

from collections.abc import Iterator

import numpy as np
import pytest

from services.lab.tagging.training import network_training
from services.lab.tagging.training.classifier_examples import Example
from services.lab.tagging.training.network_training import (
    calibration,
    fold_networks,
    learn,
    report,
)
from services.lab.tagging.training.unseen import FOLDS
from services.tagging.classifier.article_names import LABELS
from services.tagging.classifier.classify import SEEN
from services.tagging.classifier.network import NameInput, network

TYPES = ("PERSON", "ORG", None)


def some_examples(count: int) -> Iterator[Example]:
    """Names whose two features say what they are, but for one in ten."""
    rng = np.random.default_rng(1)
    for number in range(count):
        kind = int(rng.integers(3))
        type_ = TYPES[kind] if rng.random() < 0.9 else TYPES[(kind + 1) % 3]
        features = {"a": float(kind == 0), "b": float(kind == 1)}
        name = NameInput(features, ("word",), np.zeros(SEEN, np.float32))
        types = (type_,) if type_ else ()
        yield Example(f"outlet {number % 40}", name, ["word"], types, 1.0)


@pytest.fixture(scope="module")
def shown() -> list[Example]:
    return list(some_examples(600))


def test_it_learns_what_the_examples_show(
    shown: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_training, "SEEDS", 2)
    vectors, directions = network().vectors, network().directions
    networks, told = fold_networks(shown, vectors, directions)
    assert len(networks) == FOLDS
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
