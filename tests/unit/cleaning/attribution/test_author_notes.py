"""Notes on authors at an article's end."""

import pytest

from services.cleaning.attribution import author_notes

BODY = ["The council met.", "Mayor Ines Calloway is a former reporter who won."]


@pytest.mark.parametrize(
    "note",
    [
        "Orla Bredeveld is a reporter for the Courier.",
        "Orla Bredeveld covers the harbour; orla@example.com",
        "Orla Bredeveld er journalist i Ellery.",
        "Orla Bredeveld jest dziennikarką; pisze o morzu: orla@example.com",
    ],
)
def test_a_note_says_what_somebody_does_whom_the_text_does_not_name(note: str) -> None:
    found = author_notes.find([*BODY, note, "Most read"])

    assert found is not None
    at, authors = found
    assert (at, [one.name for one in authors]) == (2, ["Orla Bredeveld"])


@pytest.mark.parametrize(
    "line",
    [
        "Ines Calloway is a writer too.",
        "Orla Bredeveld is a fisherman.",
        "The harbour is a reporter's dream.",
        "Orla Bredeveld is a reporter, " + "and it rained all day long, " * 20,
    ],
    ids=["someone in the news", "no role", "no name", "too long"],
)
def test_other_lines_are_no_notes(line: str) -> None:
    assert author_notes.find(["Ines Calloway won.", "The council met.", line]) is None


def test_a_known_author_may_be_named_elsewhere() -> None:
    texts = ["By Orla Bredeveld", "The council met.", "Orla Bredeveld is a reporter."]

    assert author_notes.find(texts) is None
    assert author_notes.find(texts, {"Orla Bredeveld"}) is not None
