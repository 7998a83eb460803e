"""Titles, kin and given names tell man from woman, and the kin from the one named before."""

import pytest

from services.tagging.entities.genders import (
    gender_before,
    gender_of_name,
    has_office,
    is_introduced_as_kin,
)


@pytest.mark.parametrize(
    ("before", "gender"),
    [
        ("said Mr. ", "male"),
        ("said Mrs ", "female"),
        ("his ex-wife, ", "female"),
        ("her husband ", "male"),
        ("Sir Dr. ", "male"),
        ("Miss ", "female"),
        ("They miss ", None),
        ("of her daughter. ", None),
        ("her daughter.\n", None),
        ("Mr", None),
        ("President ", None),
        ("", None),
    ],
)
def test_the_word_before_a_name_tells_the_gender(before: str, gender: str | None) -> None:
    assert gender_before(before + "Holm", len(before)) == gender


def test_a_given_name_of_one_gender_tells_it() -> None:
    assert gender_of_name("Patricia") == "female"
    assert gender_of_name("patrick") == "male"
    assert gender_of_name("jean") is None
    assert gender_of_name("Quux") is None


@pytest.mark.parametrize(
    ("before", "kin"),
    [
        ("his father, ", True),
        ("Holm’s younger sister ", True),
        ("First Lady ", True),
        ("his brother Dr. ", True),
        ("is married to ", True),
        ("Lady ", False),
        ("the mayor, ", False),
        ("father ", False),
        ("", False),
    ],
)
def test_kin_are_introduced_as_such(before: str, kin: bool) -> None:
    assert is_introduced_as_kin(before + "Ada Holm", len(before)) is kin


def test_an_office_is_no_mr() -> None:
    assert has_office("President Holm", 10)
    assert not has_office("Mr. Holm", 4)
    assert not has_office("the president Holm", 14)
    assert not has_office("Holm", 0)
