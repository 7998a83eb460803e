"""Datelines, tables and rosters show names that a model does not see."""

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE, add_layout_mentions


def names(body: str, *marks: tuple[str, str]) -> list[tuple[str, str]]:
    found = [
        Span("body", body.index(surface), body.index(surface) + len(surface), label)
        for surface, label in marks
    ]
    return [
        (body[one.start : one.end], one.label) for one in add_layout_mentions({"body": body}, found)
    ]


def test_datelines() -> None:
    assert names("QUUXVILLE, Norway, Jan 26 (AP) - It snowed.") == [("QUUXVILLE", "GPE")]
    assert names("NEW DELHI: It rained.") == [("NEW DELHI", "GPE")]
    assert names("ADVERTISING: Buy now.") == []


def test_firms_by_their_letters() -> None:
    assert names("Shares of Tarn & Co. (NYSE: TRN) fell.") == [("Tarn & Co.", "ORG")]
    assert names("Hill Radio (HIL.L) and the rest (AP)") == [("Hill Radio", "ORG")]
    assert names("Tarn fell (TRN.N)", ("Tarn", "PERSON")) == [("Tarn", "PERSON")]


def test_storms_operations_and_ships_by_their_first_word() -> None:
    assert names("Then Hurricane Agda's rain", ("Agda", "PERSON")) == [("Hurricane Agda", "EVENT")]
    assert names("As Tropical Storm Agda came") == [("Tropical Storm Agda", "EVENT")]
    assert names("Police began Operation Clean Sweep.") == [("Operation Clean Sweep", "EVENT")]
    assert names("the USS Ida M. Holm sank") == [("USS Ida M. Holm", "PRODUCT")]
    assert names("Agda Storm and a storm in Tarn") == []


def test_a_storm_is_no_person_without_its_first_word() -> None:
    body = "Tropical Storm Agda came. The rest, said Agda's mother, is Agda."
    after = body.index("Agda's")
    found = [Span("body", 0, 19, "ORG"), Span("body", after, after + 4, "PERSON")]
    mended = add_layout_mentions({"body": body}, found)
    assert [(one.label, one.confidence) for one in mended] == [("EVENT", LAYOUT_CONFIDENCE)] * 2
    assert names("Operation Clean Sweep began. Its Sweep ended.", ("Its Sweep", "ORG"))[1:] == [
        ("Its Sweep", "ORG")
    ]


def test_the_first_column_of_a_table_is_of_one_type() -> None:
    body = "Standings:\nRovers 12 9 2 27\nOslo City 12 8 0 24\nBergen 12 6 2 20\nAll was well."
    assert names(body, ("Rovers", "ORG"), ("Bergen", "GPE")) == [
        ("Rovers", "ORG"),
        ("Oslo City", "ORG"),
        ("Bergen", "ORG"),
    ]


def test_a_table_of_countries_is_of_countries() -> None:
    body = "Norway 12 9 2\nKenya 3 4 5\nPeru 1 2 3"
    assert {label for _, label in names(body, ("Peru", "ORG"))} == {"GPE"}


def test_a_line_of_many_people_has_more_of_them() -> None:
    body = (
        "Team: 1 - Ana Costa, 2 - Ben Ito, 3 - Cleo Dahl, 4 - Dan Eke, 5 - Eva Foss (6 - Gil Hall)"
    )
    people = ["Ana Costa", "Ben Ito", "Cleo Dahl", "Dan Eke"]
    found = names(body, *[(one, "PERSON") for one in people])
    assert [name for name, _ in found] == [*people, "Eva Foss", "Gil Hall"]


def test_offsets_are_of_the_whole_body() -> None:
    body = "It snowed.\n\nNEW DELHI: It rained.\n\nKenya 3 4 5\nNorway 12 9 2\nPeru 1 2 3"
    spans = add_layout_mentions({"body": body}, [])
    assert [body[one.start : one.end] for one in spans] == ["NEW DELHI", "Kenya", "Norway", "Peru"]


def test_a_name_that_only_touches_a_row_stays() -> None:
    body = "Kenya 3 4 5\nNorway 12 9 2\nPeru 1 2 3\nOslo won."
    numbers = Span("body", len("Kenya"), len("Kenya 3"), "DATE")
    assert numbers in add_layout_mentions({"body": body}, [numbers])


def test_surnames_of_persons_that_are_sure_are_persons() -> None:
    body = "Moon Tae-il came. Moon sang."
    assert names(body, ("Moon", "ORG")) == [("Moon Tae-il", "PERSON")]
    at = body.rindex("Moon")
    later = Span("body", at, at + 4, "LOC")
    assert [one.label for one in add_layout_mentions({"body": body}, [later])] == ["PERSON"] * 2


def test_the_words_in_and_around_a_name_replace_what_the_model_has() -> None:
    body = "The tanker Ida Quux sank. Ida Quux burned."
    assert names(body, ("Ida Quux", "PERSON")) == [("Ida Quux", "PRODUCT")]
    assert names("Tarn 2-0 Holm\nOslo 1-1 Quux") == [
        *(("Tarn", "ORG"), ("Holm", "ORG"), ("Oslo", "ORG"), ("Quux", "ORG")),
    ]
