"""Roles, titles and offices beside the names in bylines."""

import pytest

from services.cleaning.attribution import credit_words


def test_a_byline_is_split_by_role() -> None:
    assert credit_words.split_by_role("By A B, photos by C D") == [
        (None, "By A B, "),
        ("photographer", "C D"),
    ]


@pytest.mark.parametrize("text", ["Photo exhibition opens", "Video of the storm", "Editor A B"])
def test_a_word_without_a_colon_or_by_is_no_role(text: str) -> None:
    assert credit_words.split_by_role(text) == [(None, text)]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("staff photographer", "photographer"),
        ("Übersetzerin", "translator"),
        ("illustrator", "illustrator"),
        ("mayor", None),
    ],
)
def test_professions_tell_roles(text: str, role: str | None) -> None:
    assert credit_words.role_of(text) == role


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Dr. Orla Bredeveld", "Orla Bredeveld"),
        ("Prof. Dr. Orla Bredeveld, PhD", "Orla Bredeveld"),
        ("Frau Orla Bredeveld", "Orla Bredeveld"),
        ("Orla Drake", "Orla Drake"),
    ],
)
def test_titles_are_no_part_of_a_name(name: str, bare: str) -> None:
    assert credit_words.without_titles(name) == bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("News Desk", True),
        ("Associated Press", True),
        ("the AP", True),
        ("dpa", True),
        ("Orla Bredeveld", False),
    ],
)
def test_offices_and_agencies_are_no_persons(text: str, expected: bool) -> None:
    assert credit_words.is_office(text) is expected
