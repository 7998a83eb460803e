"""Mentions of one thing become one candidate, and those of two stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.entities.coreference import MOST_COMPARED, EntityCandidate, join
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
        ("ORG", "Grain Organization Quux", "North Sea Grain Organization Quux"),
    ],
)
def test_a_short_name_joins_the_full_one(label: str, short: str, full: str) -> None:
    assert len(joined(label, full, short)) == 1
    assert len(joined(label, short, full)) == 1


def test_the_beginning_of_a_name_stands_for_it_behind_it_only() -> None:
    assert len(joined("ORG", "North Sea Grain Trust", "North Sea Grain")) == 1
    assert len(joined("ORG", "North Sea Grain", "North Sea Grain Trust")) == 2


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("PERSON", "Ana Costa", "Ben Costa"),
        ("PERSON", "B. Costa", "Ana Costa"),
        ("GPE", "Niger", "Nigeria"),
        ("NORP", "Irish", "Iris"),
        ("ORG", "United Nations", "Food Board of the United Nations"),
        ("ORG", "House", "Quux House"),
        ("ORG", "Quux", "Quux for Trees"),
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


def at(text: str, *names: str, label: str = "PERSON") -> list[tuple[tuple[str, ...], int]]:
    """The names and the count of mentions of each candidate; ``names`` in the text's order."""
    spans, start = [], 0
    for name in names:
        start = text.index(name, start)
        spans.append(Span("body", start, start + len(name), label))
        start += len(name)
    return [(one.names, len(one.mentions)) for one in join({"body": text}, spans)]


def test_mr_and_mrs_are_two() -> None:
    text = "Jean Holm and his ex-wife, Clara Holm, met. Mr. Holm wept. Ms. Holm did not."
    assert at(text, "Jean Holm", "Clara Holm", "Holm", "Holm") == [
        (("Jean Holm", "Holm"), 2),
        (("Clara Holm", "Holm"), 2),
    ]
    text = "Roger Holm spoke. Mrs. Holm wept."
    assert len(at(text, "Roger Holm", "Holm")) == 2
    text = "Mr. Holm spoke. Mrs. Holm wept. Mr. Holm left."
    assert [count for _, count in at(text, "Holm", "Holm", "Holm")] == [2, 1]


def test_mr_and_mrs_of_one_name_have_two_keys() -> None:
    spans = [Span("body", 4, 8, "PERSON"), Span("body", 20, 24, "PERSON")]
    keys = [one.key for one in join({"body": "Mr. Holm wept. Mrs. Holm left."}, spans)]
    assert keys == ["male holm", "female holm"]


def test_father_and_son_are_two() -> None:
    text = "Ada Holm Jr. came. Holm Jr. spoke, and Ada Holm Sr. slept. Holm Sr. is 90."
    assert len(at(text, "Ada Holm Jr.", "Holm Jr.", "Ada Holm Sr.", "Holm Sr.")) == 2
    text = "Ben Q. Holm sold it. His father, Ben Holm, wept."
    assert len(at(text, "Ben Q. Holm", "Ben Holm")) == 2
    assert len(at("Ben Holm met Ben Holm Jr. in Oslo.", "Ben Holm", "Ben Holm Jr.")) == 2
    assert len(at("Ben Holm Jr. left. Ben Holm slept.", "Ben Holm Jr.", "Ben Holm")) == 1


def test_a_bare_surname_is_of_the_one_named_here_or_first() -> None:
    text = "Ana Costa and Ben Costa came.\n\nCosta sang.\n\nBen Costa slept. Costa woke."
    assert at(text, "Ana Costa", "Ben Costa", "Costa", "Ben Costa", "Costa") == [
        (("Ana Costa", "Costa"), 2),
        (("Ben Costa", "Costa"), 3),
    ]


def test_a_surname_known_to_all_is_not_its_later_bearer() -> None:
    text = "Holm met. Holm said. Holm left. Later his aide, Ada Holm, came. Holm slept."
    assert at(text, "Holm", "Holm", "Holm", "Ada Holm", "Holm") == [
        (("Holm",), 4),
        (("Ada Holm",), 1),
    ]
    text = "First Lady Ada Holm came. President Holm slept."
    assert len(at(text, "Ada Holm", "Holm")) == 2
    text = "Holm wins again. Ada Holm won."
    assert len(at(text, "Holm", "Ada Holm")) == 1


def test_a_list_gives_full_names() -> None:
    text = "Held: Holm, Patricia; Dahl, Roger, 31. Holm wept. Roger Dahl slept."
    names = ["Holm", "Patricia", "Dahl", "Roger", "Holm", "Roger Dahl"]
    assert at(text, *names) == [
        (("Patricia Holm", "Patricia", "Holm"), 3),
        (("Roger Dahl", "Roger", "Dahl"), 3),
    ]


def test_an_abbreviation_stands_in_brackets_alone() -> None:
    text = "The Ministry of Quux and Urban Trade (MoQUT) and Holm Mills (NYSE: HM) met."
    found = at(text, "Ministry of Quux and Urban Trade", "MoQUT", "Holm Mills", "NYSE", label="ORG")
    assert [len(names) for names, _ in found] == [2, 1, 1]
    assert len(at("Quux Mills (LSE) fell.", "Quux Mills", "LSE", label="ORG")) == 2


def test_a_name_misspelt_once_joins() -> None:
    text = "Ada Holmer came. Holmer sang. Homler left. In Madrd they met Dahl."
    assert len(at(text, "Ada Holmer", "Holmer", "Homler")) == 1
    assert len(at("Lisbon, Lisbn, Lisbon", "Lisbon", "Lisbn", "Lisbon", label="GPE")) == 1


def test_the_usual_name_of_a_city_comes_first() -> None:
    assert at("Madras or Chennai", "Madras", "Chennai", label="GPE") == [(("Chennai", "Madras"), 2)]


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

    for module in ("coreference", "article_names"):
        monkeypatch.setattr(f"services.tagging.entities.{module}.normalise", noted)
    text = "Quux " * 50
    spans = [Span("body", at * 5, at * 5 + 4, "ORG") for at in range(50)]
    assert len(join({"body": text}, spans)) == 1
    # Once for the name, and once for the candidate's first name.
    assert asked == ["Quux", "Quux"]


def test_a_word_without_sound_is_no_trouble() -> None:
    assert len(joined("PERSON", "‐ Ito", "Ben Ito")) == 1
    assert len(joined("PERSON", "‐", "Ben Ito")) == 2


def test_a_name_is_compared_with_few_others(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def noted(short: object, full: object) -> int:
        compared.append((short, full))
        return 0

    monkeypatch.setattr("services.tagging.entities.article_names.match", noted)
    joined("ORG", *(f"Council of Town {chr(0x4E00 + at)}" for at in range(500)))
    assert not compared
    joined("PERSON", *(f"{chr(0x4E00 + at)} Costa" for at in range(500)))
    assert len(compared) <= 500 * MOST_COMPARED


words = st.sampled_from(["Ana", "Anna", "A.", "Ben", "Costa", "Kosta", "Ito", "Jr.", "‐", "ul"])
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


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("PORT-AU-PRINCE", "Port-au-Prince"),
        ("BERGEN", "Bergen"),
        ("MALMO", "Malmo"),
        ("QUUXVILLE", "QUUXVILLE"),
        ("N.Y.C.", "N.Y.C."),
    ],
)
def test_a_known_place_is_not_shouted(written: str, name: str) -> None:
    [(first, *_)] = joined("GPE", written)
    assert first == name


def test_a_name_in_capitals_that_is_no_place_stays() -> None:
    assert joined("ORG", "BERGEN") == [("BERGEN",)]
