"""Entities whose names differ only by the endings of cases."""

from services.tagging.entities.coreference import EntityCandidate
from services.tagging.entities.other_languages.case_forms import join_cases


def names(language: str, *named: tuple[str, str]) -> list[tuple[str, ...]]:
    candidates = [EntityCandidate.of(label, [name]) for label, name in named]
    return [one.names for one in join_cases(candidates, language)]


def test_cases_of_a_name_are_one_entity() -> None:
    assert names("ru", ("GPE", "Москва"), ("GPE", "Москве"), ("ORG", "Москвой")) == [
        ("Москва", "Москве"),
        ("Москвой",),
    ]


def test_a_surname_in_another_case_joins_its_only_bearer() -> None:
    jan, anna = ("PERSON", "Jan Kowalczyk"), ("PERSON", "Anna Kowalczyk")
    surname = ("PERSON", "Kowalczykowi")
    assert names("pl", jan, surname) == [("Jan Kowalczyk", "Kowalczykowi")]
    assert len(names("pl", jan, anna, surname)) == 3


def test_a_language_without_cases() -> None:
    assert names("es", ("GPE", "Lima"), ("GPE", "Lime")) == [("Lima",), ("Lime",)]
