"""A slip of one letter makes no second thing; two names of the world stay two."""

import pytest

from services.tagging.entities.misspellings import is_misspelt, misspelling_keys
from services.tagging.entities.person_names import person_name
from services.tagging.names import normalise


def meets(label: str, rare: str, usual: str) -> bool:
    """Whether the rare name finds the usual one, and is taken for it."""
    some = []
    for name in (rare, usual):
        person = person_name(name) if label == "PERSON" else None
        some.append((normalise(name), person))
    (one, first), (other, second) = some
    keys = set(misspelling_keys(label, one, first)) & set(misspelling_keys(label, other, second))
    return bool(keys) and is_misspelt(label, one, other, first, second)


@pytest.mark.parametrize(
    ("label", "rare", "usual"),
    [
        ("PERSON", "Hollmer", "Ada Holmer"),
        ("PERSON", "Homler", "Ada Holmer"),
        ("PERSON", "Ada Holmar", "Ada Holmer"),
        ("GPE", "Lisbn", "Lisbon"),
        ("ORG", "Quuxian Banc Group", "Quuxain Banc Group"),
        ("PRODUCT", "Starquxx", "Starquux"),
    ],
)
def test_a_letter_makes_no_other_thing(label: str, rare: str, usual: str) -> None:
    assert meets(label, rare, usual)


@pytest.mark.parametrize(
    ("label", "rare", "usual"),
    [
        ("PERSON", "Maria Holmer", "Mario Holmer"),
        ("PERSON", "Holmers", "Ada Holmer"),
        ("PERSON", "Wang", "Ada Wong"),
        ("GPE", "Iran", "Iraq"),
        ("GPE", "Slovakia", "Slovenia"),
        ("GPE", "Quuxlandr", "Quuxland"),
        ("NORP", "Austrian", "Aust"),
        ("ORG", "Channel 4", "Channel 5"),
        ("ORG", "Eastern Bank", "Western Bank"),
        ("DATE", "Tuesdey", "Tuesday"),
    ],
)
def test_other_names_are_not_misspelt(label: str, rare: str, usual: str) -> None:
    assert not meets(label, rare, usual)
