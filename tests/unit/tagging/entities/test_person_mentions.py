"""Lists, long surnames and firms with a person's name are read by the article's full names."""

from collections.abc import Mapping

from services.tagging.entities.person_mentions import listed_pairs, mend_persons
from services.tagging.mentions.boundaries import Field, Span


def spans_of(text: str, **names: list[str]) -> list[Span]:
    """The first place of each name behind the last one, in the order of the text."""
    found, at = [], {name: 0 for some in names.values() for name in some}
    for label, some in names.items():
        for name in some:
            start = text.index(name, at[name])
            at[name] = start + 1
            found.append(Span("body", start, start + len(name), label))
    return sorted(found, key=lambda one: one.start)


def mended(text: str, **names: list[str]) -> list[tuple[str, str]]:
    texts: Mapping[Field, str] = {"body": text}
    spans = mend_persons(texts, spans_of(text, **names))
    return [(one.label, text[one.start : one.end]) for one in spans]


def test_a_list_with_the_surname_first_holds_persons() -> None:
    text = "Charged are: Holm, Patricia; Lake, Roger, 31; and Ito, Sandra. Lake wept."
    found = mended(text, GPE=["Lake"], ORG=["Roger"])
    assert ("PERSON", "Lake") in found
    assert ("PERSON", "Sandra") in found
    assert {label for label, _ in found} == {"PERSON"}
    texts: Mapping[Field, str] = {"body": text}
    spans = mend_persons(texts, [])
    pairs = [
        (text[spans[a].start : spans[a].end], text[spans[b].start : spans[b].end])
        for a, b in listed_pairs(texts, spans)
    ]
    assert pairs == [("Holm", "Patricia"), ("Lake", "Roger"), ("Ito", "Sandra")]


def test_a_team_is_no_such_list() -> None:
    assert mended("Quux: Holm, Lake; Dahl, Berg; Voss, Krag.", PERSON=["Lake"]) == [
        ("PERSON", "Lake")
    ]


def test_a_long_surname_is_whole() -> None:
    text = "Ana Ito Costa sang. Ito Costa left. Then Costa slept; Ito Costa too."
    found = mended(text, PERSON=["Ana Ito Costa", "Costa", "Costa", "Costa", "Ito"])
    assert ("PERSON", "Ito Costa") in found
    assert ("PERSON", "Ito") not in found


def test_a_firm_is_told_from_its_founder() -> None:
    text = "Ada Holm left Oslo. Holm shares fell. Ms. Holm sold them; Holm was sold in May."
    found = mended(text, PERSON=["Ada Holm", "Holm", "Holm", "Holm", "Holm"])
    assert found[0] == ("PERSON", "Ada Holm")
    text = "Ada Holm left. Workers at Holm wept. Holm, the founder, did not. Holm slept."
    spans = [
        Span("body", at, at + len(name), "PERSON")
        for name, at in (("Ada Holm", 0), ("Holm", 26), ("Holm", 37), ("Holm", 65))
    ]
    labels = [one.label for one in mend_persons({"body": text}, spans)]
    assert labels == ["PERSON", "ORG", "PERSON", "PERSON"]


def test_where_the_person_has_a_title_the_bare_name_is_the_firm() -> None:
    text = "Ada Holm left. Holm's sales rose. Ms. Holm wept. Holm slept."
    spans = [
        Span("body", at, at + len(name), "PERSON")
        for name, at in (("Ada Holm", 0), ("Holm", 15), ("Holm", 38), ("Holm", 49))
    ]
    labels = [one.label for one in mend_persons({"body": text}, spans)]
    assert labels == ["PERSON", "ORG", "PERSON", "ORG"]


def test_without_a_firm_nothing_changes() -> None:
    text = "Ada Holm left. Ms. Holm wept. Holm slept."
    found = mended(text, PERSON=["Ada Holm"])
    assert found == [("PERSON", "Ada Holm")]


def test_partners_are_a_firm() -> None:
    text = "Then Holm & Dahl sued. Ada Holm & Sons did not; Patricia & Roger wept."
    found = mended(text, PERSON=["Holm", "Dahl", "Patricia", "Roger"])
    assert found == [("ORG", "Holm & Dahl"), ("PERSON", "Patricia"), ("PERSON", "Roger")]


def test_a_hyphen_before_a_small_letter_makes_a_person() -> None:
    assert mended("Then Park Sun-hwa spoke.", LOC=["Park Sun-hwa"]) == [("PERSON", "Park Sun-hwa")]
    found = mended("Then Park Sun-hwa left. Park slept in Hill Park.", LOC=["Park Sun-hwa"])
    assert found == [("PERSON", "Park Sun-hwa"), ("PERSON", "Park")]
    assert mended("Then Park Hill spoke.", LOC=["Park Hill"]) == [("LOC", "Park Hill")]


def test_a_title_inside_a_name_belongs_to_it() -> None:
    text = "Clara Baron Holm sang. Baron Holm left. Clara Mr. Holm"
    found = mended(text, PERSON=["Clara", "Holm", "Holm", "Clara", "Holm"])
    assert found[:2] == [("PERSON", "Clara Baron Holm"), ("PERSON", "Baron Holm")]
    assert len(found) == 4


def test_an_elided_particle_belongs_to_the_surname() -> None:
    assert mended("Ana Lima d’Ebro sang.", PERSON=["Ana Lima"]) == [("PERSON", "Ana Lima d’Ebro")]
