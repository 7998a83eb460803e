"""Text split into blocks."""

import pytest

from services.cleaning.lines.split import Block, count_words, ends_sentence, split
from tests.unit.cleaning.makers import PARAGRAPHS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The harbour's two-storey gate", 4.0),
        ("市议会决定", 2.5),
        ("", 0.0),
        ("word " * 40, 40.0),
    ],
)
def test_words_are_counted(text: str, words: float) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is dry.", True),
        ('"Is it?"', True),
        ("老城区。", True),
        ("ደረቅ ነው\u1362", True),
        ("सूखा है\u0964", True),
        ("Dry,", False),
        ("", False),
    ],
)
def test_sentences_end_in_their_marks(text: str, expected: bool) -> None:
    assert ends_sentence(text) is expected


def test_prose_is_ten_words_that_end_like_a_sentence_or_forty_words() -> None:
    assert Block.of("One two three four five six seven eight nine ten.").is_prose
    assert not Block.of("One two three four five six seven eight nine ten").is_prose
    assert not Block.of("It is dry.").is_prose
    assert Block.of("word " * 40).is_prose


def test_each_line_is_a_block_with_its_span() -> None:
    raw = "\n  Low tide \r\n\r\nHigh\u00a0tide"

    found = [(one.text, raw[one.start : one.end], one.after_blank) for one in split(raw)]

    assert found == [("Low tide", "Low tide", True), ("High tide", "High\u00a0tide", True)]


def test_a_line_after_another_has_no_blank_before_it() -> None:
    assert [block.after_blank for block in split("a\nb\n\nc")] == [False, False, True]


def test_wrapped_lines_are_joined() -> None:
    wrapped = (
        "The council of Port Ellery voted on Tuesday to build a tidal\n"
        "barrier across the mouth of the harbour, ending eleven years\n"
        "of argument about how to keep the old town dry in spring, and\n"
        "about what it will cost the fishermen of the lower market in\n"
        "the years to come.\n"
    )

    assert [block.text for block in split(wrapped)] == [" ".join(wrapped.split("\n")).strip()]


def test_a_wrapped_line_goes_on_with_a_small_letter_where_a_word_more_had_fitted() -> None:
    lines = [
        "ELLERY, Sept. 9 (Meridian Wire) - The barrier that was planned for",
        "a decade across the harbour mouth will be built after all, said the",
        "council of the old town on Monday evening, and eleven years of talks",
        "and of maps and letters have thus come to an end for the guild that",
        "catches herring here.",
    ]

    assert [block.text for block in split("\n".join(lines))] == [" ".join(lines)]


def test_a_wrapped_line_may_be_longer_than_most_where_a_sentence_goes_on() -> None:
    short = [
        *["the barrier that was planned for so long across the mouth of"] * 10,
        "the harbour which the guild of herring catchers had long disbelieved",
        "for itself.",
    ]

    assert [block.text for block in split("\n".join(short))] == [" ".join(short)]


def test_a_line_for_each_paragraph_stays() -> None:
    assert [block.text for block in split("\n".join(PARAGRAPHS))] == PARAGRAPHS
