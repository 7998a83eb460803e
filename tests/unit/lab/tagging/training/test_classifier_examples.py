"""What the classifier is taught: which of the finder's names are entities, and of what type."""

import pytest

from services.lab.tagging.labelled import Label, LabelledArticle
from services.lab.tagging.training.classifier_examples import OPTIONAL_WEIGHT, Example, examples
from services.tagging.mentions.boundaries import Field, Span

BODY = "Ida Holm of Kenya Harbour Board slept. President Oss slept. Whale. Tarn. Holm slept."


def label(name: str, *types: str, optional: bool = False) -> Label:
    start = BODY.index(name)
    return Label(types, (("body", start, start + len(name)),), optional)


LABELLED = (
    label("Ida Holm", "PERSON"),
    label("Kenya", "GPE"),
    label("Harbour Board", "ORG", "FAC"),
    label("President Oss", "PERSON"),
    label("Tarn", "GPE", optional=True),
)


def example_of(name: str, kind: str = "PERSON", before: str = "") -> Example:
    start = BODY.index(before + name) + len(before)
    texts: dict[Field, str] = {"body": BODY}
    article = LabelledArticle("1", "tarn.example", "train", texts, LABELLED)
    (one,) = examples([article], {"1": [Span("body", start, start + len(name), kind)]})
    return one


@pytest.mark.parametrize(
    ("name", "types", "weight"),
    [
        ("Ida Holm", ("PERSON",), 1),
        ("Kenya Harbour Board", ("ORG", "FAC"), 1),  # with the country before it
        ("Oss", ("PERSON",), 1),  # without the title
        ("Ida", (), 1),  # half of a name
        ("Whale", (), 1),
        ("Tarn", ("GPE",), OPTIONAL_WEIGHT),
    ],
)
def test_a_name_is_right_as_it_is_labelled(
    name: str, types: tuple[str, ...], weight: float
) -> None:
    one = example_of(name, "ORG")
    assert (one.types, one.weight, one.outlet) == (types, weight, "tarn.example")
    assert list(one.name.words) == name.split()
    assert one.body[:2] == ["Ida", "Holm"]


def test_what_only_touches_an_optional_name_does_not_count() -> None:
    assert example_of("Whale", "GPE").weight == 1
    assert example_of("Tarn. Holm", "GPE").weight == 0


def test_a_name_is_right_if_half_of_its_mentions_are() -> None:
    texts: dict[Field, str] = {"body": BODY}
    labelled = Label(("PERSON",), (("body", 4, 8),))
    article = LabelledArticle("1", "tarn.example", "train", texts, (labelled,))
    last = BODY.rindex("Holm")
    two = [Span("body", at, at + 4, "PERSON") for at in (4, last)]
    (one,) = examples([article], {"1": two})
    assert one.types == ("PERSON",)
