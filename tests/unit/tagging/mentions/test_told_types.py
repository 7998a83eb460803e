"""A word beside a name, or in it, tells its type whatever the model thinks."""

import pytest

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.layout_mentions import LAYOUT_CONFIDENCE
from services.tagging.mentions.told_types import tell_types


def told(body: str, *marks: tuple[str, str]) -> dict[str, str]:
    """The types of the names of which a word tells; each name is marked where it stands first."""
    spans = [
        Span("body", body.index(name), body.index(name) + len(name), label)
        for name, label in sorted(marks, key=lambda one: body.index(one[0]))
    ]
    return {
        body[one.start : one.end]: one.label
        for one in tell_types({"body": body}, spans)
        if one.confidence == LAYOUT_CONFIDENCE
    }


def test_laws_by_the_word_behind() -> None:
    assert told("a FAIR LAKE treaty", ("FAIR LAKE", "EVENT")) == {"FAIR LAKE": "LAW"}
    assert told("the Oss FLA accords", ("Oss FLA", "PRODUCT")) == {"Oss FLA": "LAW"}
    assert told("the Tarn treaty", ("Tarn", "GPE")) == {}
    assert told("a Lake War II agreement", ("Lake War II", "EVENT")) == {}
    assert told("a LAKE WAR peace pact", ("LAKE WAR", "EVENT")) == {}
    assert told("a play, The Balancing Act", ("The Balancing Act", "WORK_OF_ART")) == {}


def test_all_mentions_of_a_name_are_told() -> None:
    text = "The FAIR LAKE treaty is old. FAIR LAKE ended wars."
    spans = [Span("body", 4, 13, "EVENT"), Span("body", 29, 38, "PRODUCT")]
    assert [one.label for one in tell_types({"body": text}, spans)] == ["LAW", "LAW"]


def test_states_by_their_short_names() -> None:
    assert told("OSSVILLE, Neb. — It rained", ("Neb", "PERSON")) == {"Neb.": "GPE"}
    assert told("Sen. Ida Holm (D., Conn.) left.", ("Conn.", "PERSON")) == {"Conn.": "GPE"}
    assert told("in Ossville, Ore., on Monday") == {"Ore.": "GPE"}
    assert told("Washington, D.C. and Ida, Miss. Holm and Columbus, O. J. Holm") == {}
    assert told("He left Ossville, Neb. Then", ("Ossville, Neb. Then", "ORG")) == {}


@pytest.mark.parametrize(
    ("before", "label"),
    [("in the town of", "PERSON"), ("the villages of", "ORG"), ("born in", "PERSON"),
     ("the road ends at", "PERSON"), ("who lives near", "PERSON")],
)  # fmt: skip
def test_towns_by_the_words_before(before: str, label: str) -> None:
    assert told(f"It is {before} Ossnes, he said.", ("Ossnes", label)) == {"Ossnes": "GPE"}


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("He lived in Holm's house.", "Holm", "PERSON"),
        ("He is based at Tarn University.", "Tarn University", "ORG"),
        ("the community of Christians", "Christians", "NORP"),
        ("It rained in Ossnes.", "Ossnes", "PERSON"),
    ],
)
def test_what_tells_of_no_town(text: str, name: str, label: str) -> None:
    assert told(text, (name, label)) == {}


def test_a_person_of_the_article_is_no_town() -> None:
    assert told("Ida Holm won. It ended in Holm", ("Ida Holm", "PERSON"), (" Holm", "PERSON")) == {}


def test_towns_of_a_state_that_the_article_names() -> None:
    body = "BOISE, Idaho — It snowed in Nampa and Rexburg, Ida Holm told Ammon."
    marks = [("Nampa", "PERSON"), ("Rexburg", "PERSON"), ("Ammon", "PERSON")]
    known = {"Nampa": "GPE", "Rexburg": "GPE"}
    assert told(body, ("Idaho", "GPE"), *marks) == known
    assert told(body, *marks) == {}
