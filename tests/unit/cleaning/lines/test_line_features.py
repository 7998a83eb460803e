"""What a line says by itself, whatever it is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.lines.line_features import NAMES, describe, topic_words
from services.cleaning.lines.split import Block


def numbers(text: str) -> dict[str, float]:
    return dict(zip(NAMES, describe(Block.of(text)).numbers, strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour's 12 gates", ["harbour", "gates"]),
        ("Über die Brücke – “später”", ["über", "brücke", "später"]),
        ("Sœur Łukasz", ["sœur", "łukasz"]),
        ("Не в порту", ["не", "порту"]),
        ("市議会は", ["市議", "議会", "会は"]),
    ],
)
def test_words_that_tell_what_a_text_is_about(text: str, words: list[str]) -> None:
    assert topic_words(text) == words


@given(st.text("aBcdéÜñ 1_.,’-€", max_size=40))
def test_latin_letters_are_read_the_same_beside_others(text: str) -> None:
    long = [word for word in topic_words(f"{text} ж") if len(word) > 3]

    assert topic_words(text) == long


def test_a_line_is_described_by_its_marks() -> None:
    told = numbers("* Photo: the old pier | 14:05, 4 March 2019 (Reuters)")

    assert all(told[name] for name in ("bullet", "separator", "clock", "year", "early_colon"))
    assert all(told[name] for name in ("bracket", "ends_bracket", "signed_end"))
    assert not any(told[name] for name in ("numbered", "quote", "address", "prose", "sentence"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("Home | Sport", True), ("Home|Sport", True), ("Home › Sport", True), ("and/or", False)],
)
def test_what_parts_the_entries_of_a_menu(text: str, is_one: bool) -> None:
    assert bool(numbers(text)["separator"]) is is_one


def test_readers_are_spoken_to_in_any_case() -> None:
    told_twice, told_once = "YOUR seat and our ticket", "your seat and Your ticket"

    assert numbers(told_twice)["you"] == 2 * numbers(told_once)["you"]
