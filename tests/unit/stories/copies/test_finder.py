"""Copies are found in spite of other headers, cuts and corrections; filled forms are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.stories.copies.copy_model import shipped_model
from services.stories.copies.finder import ORIGINAL, Copied, CopyFinder
from services.stories.copies.wording import wording
from tests.unit.stories.copies.samples import ELSEWHERE, REPORT, form

SENTENCES = REPORT.split(". ")


def found(*texts: str, days: tuple[int, ...] = ()) -> list[Copied]:
    """What is said of each text, read in this order as ``t0``, ``t1`` and so on."""
    finder = CopyFinder(shipped_model())
    return [
        finder.find(wording(f"t{number}", text, days[number] if days else None))
        for number, text in enumerate(texts)
    ]


def test_the_first_is_an_original_and_the_same_again_a_copy() -> None:
    assert found(REPORT, ELSEWHERE, REPORT) == [ORIGINAL, ORIGINAL, Copied("t0", 1.0, "copy")]


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        (f"OSTRAND (Norvane Press) - {REPORT} Reporting by T. Weir.", "copy"),
        (REPORT.replace("12.4", "12.9"), "copy"),
        (REPORT.replace(". ", ".\n\n").replace("'", "’"), "copy"),
        (". ".join(SENTENCES[:4]) + ".", "cut"),
        (f"{REPORT} {ELSEWHERE} {ELSEWHERE.upper()}", "extended"),
    ],
)
def test_a_text_that_was_edited_is_a_copy(later: str, kind: str) -> None:
    told = found(REPORT, later)[1]
    assert (told.copy_of, told.kind) == ("t0", kind)
    assert 0.4 < told.shared <= 1


def test_a_copy_of_a_copy_names_the_first() -> None:
    cut = ". ".join(SENTENCES[:5]) + "."
    assert [one.copy_of for one in found(REPORT, cut, cut)] == [None, "t0", "t0"]


def test_a_form_filled_anew_is_no_copy() -> None:
    monday = form("Monday", "1,204.5", "310", "Norvane Line", "Brask Mills")
    tuesday = form("Tuesday", "1,187.2", "282", "Kell Power", "Hollin Bank")
    assert found(monday, tuesday, days=(1, 2)) == [ORIGINAL, ORIGINAL]


def test_few_words_are_a_copy_only_if_they_are_the_same() -> None:
    short = "Parliament in Ostrand voted on Friday for the water law of the minister."
    other = "Parliament in Ostrand voted on Friday for the water law of the opposition, at last."
    assert [one.copy_of for one in found(short, short, other)] == [None, "t0", None]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=80) | st.sampled_from([REPORT, ELSEWHERE]), max_size=8))
def test_any_text_has_an_answer_and_the_same_one_again(texts: list[str]) -> None:
    answers = found(*texts)
    assert answers == found(*texts)
    for number, answer in enumerate(answers):
        assert (answer.copy_of is None) == (answer.kind == "original")
        assert answer.copy_of in {None, *(f"t{earlier}" for earlier in range(number))}
        assert 0 <= answer.shared <= 1
