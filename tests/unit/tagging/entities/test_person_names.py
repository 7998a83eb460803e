"""A short form of a person's name means the full one, and never another person's."""

import pytest

from services.tagging.entities.person_names import match, person_name


def how_well(short: str, full: str) -> int:
    one, other = person_name(short), person_name(full)
    assert one is not None
    assert other is not None
    return match(one, other)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        # Surnames of several words, with their particles and without.
        ("Van der Holm", "Ada van der Holm"),
        ("Holm", "Ada van der Holm"),
        ("Ito Costa", "Ana Ito Costa"),
        ("Al-Quux", "Omar al-Quux"),
        ("Quux", "Omar al-Quux"),
        ("Costa", "Ana Costa Ito Lima"),
        ("Rui Costa", "Rui Manuel Costa Lima"),
        # Names of the East.
        ("Bae", "Bae Sun-hwa"),
        ("Sun-hwa", "Bae Sun-hwa"),
        ("Quux Suu", "Daw Ito Quux Suu"),
        ("Ito Haruka", "Haruka Ito"),
        # Suffixes, nicknames, initials, spellings.
        ("Holm Jr.", "Ada Holm Jr."),
        ("Ada Holm", "Ada Holm Jr."),
        ("Ada Holm Jnr", "Ada Holm Junior"),
        ("Vicky", "Victoria Holm"),
        ("Tom Holm", "Thomas Q. Holm"),
        ("Alex Holm", "Alexandra Holm"),
        ("Alex Holm", "Alexander Holm"),
        ("The Ox", "Ada “The Ox” Holm"),
        ("AQH", "Ada Quux Holm"),
        ("A. Holm", "Ada Quux Holm"),
        ("Holm, Ada", "Ada Holm"),
        ("Ada Quux Holm", "Ada Quux-Holm"),
        ("Ada III", "Ada Holm III"),
    ],
)
def test_a_short_form_means_the_full_name(short: str, full: str) -> None:
    assert how_well(short, full)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Ada Holm Jr.", "Ada Holm Sr."),
        ("Ada II", "Ada III"),
        ("Ada P. Holm", "Ada R. Holm"),
        ("Ada Maria Holm", "Ada Lucia Holm"),
        ("Bae Sun-hwa", "Bae Min-ji"),
        ("Bae Sun Hwa", "Bae Min Sun"),
        ("Ben Holm", "Ada Holm"),
        ("Li", "Lee"),
    ],
)
def test_two_persons_are_told_apart(short: str, full: str) -> None:
    assert not how_well(short, full)


def test_a_surname_means_its_bearer_before_one_who_has_it_inside() -> None:
    assert how_well("Costa", "Ana Costa") > how_well("Costa", "Rui Costa Lima")
    assert how_well("Li", "Ana Li") > how_well("Li", "Ana Lee")


def test_a_name_without_words_is_none() -> None:
    assert person_name("‐") is None
