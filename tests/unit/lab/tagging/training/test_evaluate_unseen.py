"""Each kind of evidence can be left out, and what is lost without it is told."""

from unittest.mock import patch

import pytest

from services.lab.tagging.labelled import Label, LabelledArticle
from services.lab.tagging.training.evaluate_unseen import FINDERS_OF_NAMES, STEPS, rows
from services.lab.tagging.training.unseen import FOLDS
from services.tagging.classifier.network import network
from services.tagging.mentions.boundaries import Field, Span

BODY = "Then Hurricane Agda came to Kenya. Ida Holm (born in 1950) fled; Agda left her alone."
TEXTS: dict[Field, str] = {"body": BODY}


def span(name: str, label: str) -> Span:
    start = BODY.index(name)
    return Span("body", start, start + len(name), label, seen=bytes(32))


def label_of(name: str, type_: str) -> Label:
    one = span(name, type_)
    return Label((type_,), ((one.field, one.start, one.end),))


def test_what_is_lost_without_each_kind_is_told() -> None:
    labels = (label_of("Hurricane Agda", "EVENT"), label_of("Kenya", "GPE"))
    article = LabelledArticle("1", "tarn.example", "dev", TEXTS, labels)
    found = {"1": [span("Kenya", "GPE")]}
    told = dict(rows([article], found, [network()] * FOLDS))
    assert told.keys() == {"all", *FINDERS_OF_NAMES, *STEPS}
    assert told["all"].found == 2
    assert told["storms, ships, operations"].found == 1
    assert all(one.found == 2 for name, one in told.items() if name[0] != "s" or name[:2] == "sh")


@pytest.mark.parametrize("function", (FINDERS_OF_NAMES | STEPS).values())
def test_each_kind_is_a_function_that_is_there(function: str) -> None:
    with patch(function) as left_out:
        assert left_out is not None
