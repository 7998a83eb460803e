"""Spellings of one name meet, and other names stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.names import acronyms, fold, is_title, normalise, phonetic_key, words


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("the U.S.'s", "us"),
        ("U.S.", "us"),
        ("Hong Kong’s", "hong kong"),
        ("The Gambia", "gambia"),
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("Łódź", "lodz"),
        ("United\n States", "united states"),
        ("Emirates'", "emirates"),
    ],
)
def test_spellings_meet(written: str, key: str) -> None:
    assert normalise(written) == key


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_lose_the_dots_of_initials() -> None:
    assert words("George W. Bush Jr.") == ("george", "w", "bush", "jr")


@pytest.mark.parametrize("word", ["President", "Gen.", "Ms", "sheikh"])
def test_titles_are_known(word: str) -> None:
    assert is_title(word)


def test_transliterations_sound_alike() -> None:
    assert len({phonetic_key(name) for name in ("Alexei", "Alexey", "Aleksei")}) == 1
    assert phonetic_key("Navalny") != phonetic_key("Nadal")


def test_acronyms_with_and_without_small_words() -> None:
    assert "nato" in acronyms("North Atlantic Treaty Organization")
    assert "icrc" in acronyms("International Committee of the Red Cross")
    assert "moqut" in acronyms("Ministry of Quux and Urban Trade")
    assert len(acronyms("of the and for in Quux Bank")) == 1
    assert acronyms("Reuters") == frozenset()
