"""What the finder is taught: the labels, in the package's own habits."""

import pytest

from services.lab.tagging.labelled import Label
from services.lab.tagging.training.finder_examples import Mark, marks

TEXT = "On Monday the Tarn Council's head met Ida Holm of Hill Radio."


def _at(name: str) -> tuple[int, int]:
    return TEXT.find(name), TEXT.find(name) + len(name)


def _label(name: str, *types: str, optional: bool = False) -> tuple[int, int, Label]:
    return (*_at(name), Label(types, (), optional))


def _mark(name: str, kind: str) -> Mark:
    return (*_at(name), kind)


@pytest.mark.parametrize(
    ("labels", "old", "wanted"),
    [
        # Found before with "the" and the possessive.
        (
            [_label("Tarn Council", "ORG")],
            [_mark("the Tarn Council's", "ORG")],
            [_mark("the Tarn Council's", "ORG")],
        ),
        # Not found before.
        ([_label("Tarn Council", "ORG")], [], [_mark("the Tarn Council", "ORG")]),
        ([_label("Tarn Council", "PERSON")], [], [_mark("Tarn Council", "PERSON")]),
        # Of several right types the one that was found before.
        (
            [_label("Hill Radio", "ORG", "PRODUCT")],
            [_mark("Hill Radio", "PRODUCT")],
            [_mark("Hill Radio", "PRODUCT")],
        ),
        (
            [_label("Ida Holm", "PERSON")],
            [_mark("Ida Holm of", "ORG")],
            [_mark("Ida Holm", "PERSON")],
        ),
        # What is optional stays as it was, and dates do.
        ([_label("Hill Radio", "ORG", optional=True)], [], []),
        (
            [_label("Hill Radio", "ORG", optional=True)],
            [_mark("Hill Radio", "FAC"), _mark("Monday", "DATE")],
            [_mark("Monday", "DATE"), _mark("Hill Radio", "FAC")],
        ),
        # What is not labelled is no name.
        ([], [_mark("Hill Radio", "FAC"), _mark("Monday", "DATE")], [_mark("Monday", "DATE")]),
    ],
)
def test_marks(labels: list[tuple[int, int, Label]], old: list[Mark], wanted: list[Mark]) -> None:
    assert marks(TEXT, labels, old) == wanted
