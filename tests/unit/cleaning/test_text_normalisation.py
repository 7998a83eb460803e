"""Text as text: repaired, normal, and otherwise as it was written."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.text_normalisation import (
    comparison_key,
    normalise_text,
    spaceless_key,
)

INVISIBLE = "\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\x00\x07\x7f\x9f"
GLUED = re.compile("[äßé]„")
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(INVISIBLE + "\u00ad\u00a0\u3000\u2028\u0301é&;#xÃ¤â€œ\u200c\u200d \t\n"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("Der BÃ¼rgermeister sagte", "Der Bürgermeister sagte"),
        ("â€œWe will seeâ€\x9d, she said", "“We will see”, she said"),
        ("It isnâ€™t over", "It isn’t over"),
        ("Fish &amp; chips &lt;now&gt;", "Fish & chips <now>"),
        ("&#8220;Quoted&#8221; &#x2014; &eacute;", "“Quoted” — é"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("AT&T and R&D", "AT&T and R&D"),
        ("cafe\u0301", "café"),
        ("har\u00adbour and har\u00ad bour", "harbour and harbour"),
        ("a\u200bb\ufeffc\u200ed", "abcd"),
        ("two\u00a0words\u3000more\t\n and", "two words more and"),
        ("lone \ud800 half", "lone \ufffd half"),
    ],
)
def test_damage_is_repaired(written: str, clean: str) -> None:
    assert normalise_text(written) == clean


@pytest.mark.parametrize(
    "written",
    [
        "„So“, «sic», “thus”, ‘thus’, \"thus\", 'thus', 「そう」",
        "ﬁne print, ｗｉｄｅ letters, ² and ½, … and —",
        "می‌خواهم",  # a joiner that Persian needs
        "👩‍🚒 and 🏳️‍🌈",
        "naïve Ångström, İstanbul, ČTK",
        "नमस्ते, สวัสดี, 안녕하세요, 你好",
    ],
)
def test_what_the_author_wrote_stays(written: str) -> None:
    assert normalise_text(written) == written


@given(ODD)
def test_tidy_text_is_normal(text: str) -> None:
    clean = normalise_text(text)

    assert normalise_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == " ".join(clean.split())
    assert not set(clean) & set(INVISIBLE)


# `ß“ß„` are the very bytes of two letters of N'Ko; an opening quote stands behind no letter.
ORDINARY = st.text("abcäßéЖ中م „“\"'’.,;-", max_size=60).filter(lambda text: not GLUED.search(text))


@given(ORDINARY)
def test_ordinary_text_loses_nothing_but_space(text: str) -> None:
    assert normalise_text(text) == unicodedata.normalize("NFC", " ".join(text.split()))


@given(st.text(max_size=60))
def test_folded_words_are_equal_for_two_spellings(text: str) -> None:
    assert comparison_key(comparison_key(text)) == comparison_key(text)
    assert spaceless_key(text) == comparison_key(text).replace(" ", "")
