"""The network that ships answers with probabilities, as it does when it is read from its file."""

from pathlib import Path

import numpy as np
import pytest

from services.tagging.classifier import network as module
from services.tagging.classifier.article_names import LABELS, names_of
from services.tagging.classifier.classify import SEEN, name_inputs
from services.tagging.classifier.network import NameInput, network, save
from services.tagging.mentions.boundaries import Field
from tests.unit.tagging.finding import found_in

TEXTS: dict[Field, str] = {"body": "Ida Holm met officials of Kenya in Nairobi. Holm left."}


def some_names() -> list[NameInput]:
    spans = found_in(TEXTS, PERSON=["Ida Holm", "Holm"], GPE=["Kenya", "Nairobi"])
    return name_inputs(TEXTS, spans, names_of(TEXTS, spans))


def test_answers_are_probabilities() -> None:
    answers = network().probabilities(some_names(), ["met"])
    assert answers.shape == (4, len(LABELS) + 1)
    assert answers.min() >= 0
    assert answers.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_an_answer_does_not_depend_on_the_names_beside_it() -> None:
    names = some_names()
    together = network().probabilities(names, ["met"])
    alone = np.concatenate([network().probabilities([one], ["met"]) for one in names])
    assert together == pytest.approx(alone, abs=1e-5)


def test_it_knows_a_country_and_a_person() -> None:
    person, _, country, city = network().probabilities(some_names(), TEXTS["body"].split())
    assert person.argmax() == LABELS.index("PERSON")
    assert country.argmax() == city.argmax() == LABELS.index("GPE")


def test_what_is_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    save(network(), str(tmp_path / module.FILE))
    again = network.__wrapped__()
    assert again.features == network().features
    expected = network().probabilities(some_names(), ["met"])
    assert again.probabilities(some_names(), ["met"]) == pytest.approx(expected, abs=1e-5)


def test_a_more_probable_answer_is_more_often_right() -> None:
    for label in range(len(LABELS)):
        shares = [network().calibrated(label, at) for at in (0.0, 0.2, 0.5, 0.8, 1.0)]
        assert shares == sorted(shares)
        assert 0 < shares[0] < shares[-1] < 1


def test_the_finder_keeps_as_much_as_is_read() -> None:
    assert network().directions.shape[1] == SEEN
