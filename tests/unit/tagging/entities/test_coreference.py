"""Mentions of one thing become one candidate, and those of two stay apart."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.entities.coreference import (
    MOST_COMPARED,
    EntityCandidate,
    _may_mean,
    _name,
    _names,
    _own_keys,
    _sought_keys,
    join,
)
from services.tagging.kb import countries
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import normalise


def joined(label: str, *names: str) -> list[tuple[str, ...]]:
    """The names of each candidate of a text that has just these names."""
    text = " ; ".join(names)
    spans, start = [], 0
    for name in names:
        spans.append(Span("body", start, start + len(name), label))
        start += len(name) + 3
    return [one.names for one in join({"body": text}, spans)]


@pytest.mark.parametrize(
    ("label", "short", "full"),
    [
        ("PERSON", "Costa", "Ana Costa"),
        ("PERSON", "Ana", "Ana Costa"),
        ("PERSON", "A. Costa", "Ana Maria Costa"),
        ("PERSON", "Bill Costa", "William Costa"),
        ("PERSON", "Alexey Ito", "Alexei B. Ito"),
        ("PERSON", "Muhammad Zia", "Muhammad Zia ul Haq"),
        ("PERSON", "Costa", "Ana Costa Jr."),
        ("GPE", "N. Quuxland", "North Quuxland"),
        ("NORP", "Quuxes", "Quuxish"),
        ("ORG", "NSGO", "North Sea Grain Organization"),
        ("ORG", "North Sea Grain", "North Sea Grain Organization"),
        ("ORG", "Grain Organization Quux", "North Sea Grain Organization Quux"),
    ],
)
def test_a_short_name_joins_the_full_one(label: str, short: str, full: str) -> None:
    assert len(joined(label, full, short)) == 1
    assert len(joined(label, short, full)) == 1


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("PERSON", "Ana Costa", "Ben Costa"),
        ("PERSON", "B. Costa", "Ana Costa"),
        ("GPE", "Niger", "Nigeria"),
        ("NORP", "Irish", "Iris"),
        ("ORG", "United Nations", "Food Board of the United Nations"),
        ("ORG", "Board", "Quux Board"),
        ("ORG", "Quu", "Quu Bank"),
        ("EVENT", "Quux Cup", "Quux Cup Final"),
    ],
)
def test_other_names_stay_apart(label: str, one: str, other: str) -> None:
    assert len(joined(label, one, other)) == 2


def test_names_of_other_types_stay_apart() -> None:
    spans = [Span("body", 0, 9, "PERSON"), Span("body", 11, 16, "ORG")]
    assert len(join({"body": "Ana Costa, Costa"}, spans)) == 2


def test_of_two_with_one_surname_the_last_named_is_meant() -> None:
    text = "Ana Costa. Ben Costa. Costa. Ana Costa. Costa."
    places = [(0, 9), (11, 20), (22, 27), (29, 38), (40, 45)]
    spans = [Span("body", start, end, "PERSON") for start, end in places]
    ana, ben = join({"body": text}, spans)
    assert ana.mentions == (spans[0], spans[3], spans[4])
    assert ben.mentions == (spans[1], spans[2])


def test_a_candidate_carries_its_key_and_its_country() -> None:
    spans = [Span("body", 0, 4, "GPE"), Span("body", 6, 19, "GPE")]
    (states,) = join({"body": "U.S., United States"}, spans)
    assert (states.names, states.key) == (("United States", "U.S."), "united states")
    assert states.country is countries.find("US")
    polish = EntityCandidate.of("NORP", ["Polish"])
    assert polish.country is countries.find("Poland")
    assert EntityCandidate.of("ORG", ["The Poland"]).country is None
    assert EntityCandidate.of("ORG", ["The Poland"]).key == "poland"


def test_a_name_is_normalised_once_however_often_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def noted(name: str) -> str:
        asked.append(name)
        return normalise(name)

    monkeypatch.setattr("services.tagging.entities.coreference.normalise", noted)
    text = "Quux " * 50
    spans = [Span("body", at * 5, at * 5 + 4, "ORG") for at in range(50)]
    assert len(join({"body": text}, spans)) == 1
    # Once for the name, and once for the candidate's first name.
    assert asked == ["Quux", "Quux"]


def test_a_word_without_sound_is_no_trouble() -> None:
    assert len(joined("PERSON", "‐ Ito", "J Ito")) == 2


words = st.sampled_from(["Ana", "Anna", "A.", "Ben", "Costa", "Kosta", "Ito", "Jr.", "‐", "ul"])
more_words = st.sampled_from(["A", "AB", "Bank", "of", "the", "Quuxish", "Quuxes", "N", "Norway"])
names = st.lists(words | more_words, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize("label", ["PERSON", "ORG", "GPE", "NORP", "EVENT"])
@given(written=st.lists(names, min_size=2, max_size=6))
def test_a_name_finds_all_that_it_may_mean_by_its_keys(label: str, written: list[str]) -> None:
    some = [_name(label, normalise(one), one) for one in written]
    for one, other in product(some, some):
        if _may_mean(one, other) and one.key != other.key:
            assert _sought_keys(one) & _own_keys(other)


def test_a_name_is_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def noted(short: object, full: object) -> bool:
        compared.append((short, full))
        return False

    monkeypatch.setattr("services.tagging.entities.coreference._may_mean", noted)
    joined("ORG", *(f"Council of Town {chr(0x4E00 + at)}" for at in range(500)))
    assert not compared
    joined("PERSON", *(f"{chr(0x4E00 + at)} Costa" for at in range(500)))
    assert len(compared) <= 500 * MOST_COMPARED


labels = st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "DATE"])


@given(st.lists(st.tuples(words, labels), max_size=12))
def test_each_span_is_in_one_candidate_of_its_type(named: list[tuple[str, str]]) -> None:
    texts: dict[Field, str] = {"body": " ".join(word for word, _ in named)}
    spans, start = [], 0
    for word, label in named:
        spans.append(Span("body", start, start + len(word), label))
        start += len(word) + 1
    candidates = join(texts, spans)
    mentions = [(span, one.label) for one in candidates for span in one.mentions]
    assert sorted(mentions, key=lambda one: one[0].start) == [(one, one.label) for one in spans]
    firsts = [one.mentions[0].start for one in candidates]
    assert firsts == sorted(firsts)


def test_equal_names_are_one_object() -> None:
    texts: dict[Field, str] = {"body": "Ito Ito’s Ito"}
    edges = [(0, 3), (4, 9), (10, 13)]
    first, *others = _names(texts, [Span("body", a, b, "PERSON") for a, b in edges])
    assert all(one is first for one in others)
