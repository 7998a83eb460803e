"""All mentions of a name decide its type together, with what is known of it."""

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.type_voting import vote_types


def types(body: str, *marks: tuple[str, str]) -> list[str]:
    """The types of the names, each found after the one before."""
    found, at = [], 0
    for surface, label in marks:
        at = body.index(surface, at)
        found.append(Span("body", at, at + len(surface), label))
        at += len(surface)
    return [span.label for span in vote_types({"body": body}, found)]


def test_the_majority_decides() -> None:
    body = "Zorba grew. Zorba sold. Zorba fell."
    assert types(body, ("Zorba", "ORG"), ("Zorba", "ORG"), ("Zorba", "PERSON")) == ["ORG"] * 3


def test_a_full_name_outvotes_a_surname_taken_for_something_else() -> None:
    body = "Antoine Zorba left. Zorba, Zorba, Zorba."
    marks = [("Antoine Zorba", "PERSON"), ("Zorba", "ORG"), ("Zorba", "ORG"), ("Zorba", "GPE")]
    assert types(body, *marks) == ["PERSON"] * 4


def test_a_country_is_a_place_but_not_in_a_persons_name() -> None:
    assert types("We love Kenya.", ("Kenya", "ORG")) == ["GPE"]
    body = "Kim Jordan came. Jordan sang. Jordan danced."
    marks = [("Kim Jordan", "PERSON"), ("Jordan", "PERSON"), ("Jordan", "PERSON")]
    assert types(body, *marks) == ["PERSON"] * 3


def test_a_peoples_name_is_known() -> None:
    assert types("The Polish side won.", ("Polish", "GPE")) == ["NORP"]


def test_values_have_no_vote() -> None:
    assert types("May came. May sang.", ("May", "DATE"), ("May", "PERSON")) == ["DATE", "PERSON"]


def test_a_changed_type_is_less_sure() -> None:
    body = "Zorba, Zorba, Zorba"
    found = [Span("body", at, at + 5, label) for at, label in ((0, "ORG"), (7, "ORG"), (14, "GPE"))]
    first, _, third = vote_types({"body": body}, found)
    assert third.confidence < first.confidence
