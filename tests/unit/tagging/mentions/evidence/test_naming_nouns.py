"""A noun before a name says what it is."""

from services.tagging.mentions.evidence.capitals import capital_runs
from services.tagging.mentions.evidence.naming_nouns import named_by_nouns


def names(text: str) -> list[tuple[str, str]]:
    return [
        (text[start:end], label) for start, end, label in named_by_nouns(text, capital_runs(text))
    ]


def test_works_bands_and_ships() -> None:
    assert names("the novel The Tale of Holm's Hill is out") == [
        ("Tale of Holm's Hill", "WORK_OF_ART")
    ]
    assert names("the band Blorr played, and the group Oasin sold out") == [
        ("Blorr", "ORG"),
        ("Oasin", "ORG"),
    ]
    assert names("the oil tanker Ida Impero sank") == [("Ida Impero", "PRODUCT")]
    assert names("the frigate Admiral Holm fired") == [("Admiral Holm", "PRODUCT")]


def test_what_is_done_with_a_ship_a_band_and_a_work() -> None:
    assert names("It rained. The Ida Quux sank off Tarn.") == [("Ida Quux", "PRODUCT")]
    assert names("He sang with Blorr guitarist Ida Holm.") == [("Blorr", "ORG")]
    assert names("Holm's Night Rain hangs in Tarn.") == [("Night Rain", "WORK_OF_ART")]


def test_a_name_behind_called_or_between_commas() -> None:
    assert names("an album called Night Rain") == [("Night Rain", "WORK_OF_ART")]
    assert names("her first novel, Night Rain, is out") == [("Night Rain", "WORK_OF_ART")]
    assert names("after the novel, Ida Holm wrote plays") == []


def test_a_noun_that_may_be_a_verb_has_a_determiner() -> None:
    assert names("Holm's hit play Quux is on") == [("Quux", "WORK_OF_ART")]
    assert names("they play Quux on Sunday") == []


def test_a_maker_a_day_and_a_title_are_not_named_by_the_noun() -> None:
    assert names("the film Mary Holm made") == []
    assert names("the firm Holm founded") == []
    assert names("the company Monday") == []
    assert names("a novel French approach") == []
    assert names("the film Mr Holm saw") == []
