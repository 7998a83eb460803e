"""The words around a name, and those in it, give its type away."""

import pytest

from services.tagging.mentions.type_cues import head_type, type_cues


def found(text: str, surface: str) -> set[str]:
    start = text.index(surface)
    return {name for name, _ in type_cues(text, start, start + len(surface))}


@pytest.mark.parametrize(
    ("text", "surface", "cue"),
    [
        ("Ito rose late.", "Ito", None),
        ("They met in Oslo today.", "Oslo", "in"),
        ("OSLO, Jan. 26 (AP) — It snowed.", "OSLO", "dateline"),
        ("Some words.\nOslo - It snowed.", "Oslo", "dateline"),
    ],
)
def test_a_cue_in_the_words_around(text: str, surface: str, cue: str | None) -> None:
    assert found(text, surface) - {"capitals"} == ({cue} if cue else set())


def test_an_acronym_is_told_from_a_headline() -> None:
    assert found("Then NSGB met.", "NSGB") == {"capitals"}
    assert found("COSTA MEETS NSGB", "NSGB") == set()


@pytest.mark.parametrize(
    ("words", "label"),
    [
        (("ministry", "of", "health"), "ORG"),
        (("acme", "corporation"), "ORG"),
        (("barra", "honda", "national", "park"), "FAC"),
        (("lake", "chad"), "LOC"),
        (("lake", "street"), "FAC"),
        (("island", "records"), "ORG"),
        (("tarn", "sea"), "LOC"),
        (("hill", "county"), "GPE"),
        (("republic", "of", "norland"), "GPE"),
        (("east", "africa"), "LOC"),
        (("voice", "of", "america"), None),
        (("storm", "agda"), "EVENT"),
        (("winter", "festival"), "EVENT"),
        (("clean", "rivers", "act"), "LAW"),
        (("treaty", "of", "tarn"), "LAW"),
        (("hms", "heron"), "PRODUCT"),
        (("laura", "bridge"), None),  # A given name, and a surname.
        (("laura", "bridge", "road"), "FAC"),
        (("ana", "costa"), None),
        (("park",), None),
    ],
)
def test_the_type_in_the_words_of_a_name(words: tuple[str, ...], label: str | None) -> None:
    assert head_type(words) == label
