"""Clues are what the text says, and no article is too odd to have some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lab.stories.labelled import article_of
from services.stories.clues import MOST_CHARACTERS, read_clues, stem
from tests.unit.stories.samples import FERRY, clues


def test_words_are_counted_without_endings_and_without_common_ones() -> None:
    found = clues(1, "Talks stalled. The talking went on, and talks of the talks failed.")
    assert found.words["talk"] == 4
    assert not {"the", "and", "of"} & found.words.keys()


def test_names_are_capitalised_phrases_and_their_words() -> None:
    names = clues(1, FERRY).names
    assert names["elin strand"] == 0
    assert names["captain elin strand"] == 1
    assert names["_strand"] == 1
    assert names["port hadley"] == 2
    assert "two" not in names


def test_a_word_that_opens_a_sentence_is_no_name() -> None:
    assert "ministers" not in clues(1, "Ministers met. They left for Ostrand.").names
    assert "ostrand" in clues(1, "Ministers met. They left for Ostrand.").names


def test_days_are_those_that_the_text_names() -> None:
    found = clues(1, "It opened on Tuesday, May 5, and closed on 7 June after Sunday.")
    assert found.weekdays == {1, 6}
    assert found.dates == {(5, 5), (6, 7)}


def test_numbers_stay_as_they_are_written() -> None:
    assert set(clues(1, "Some 1,214 people paid 3.5 million.").numbers) == {"1,214", "3.5"}


@pytest.mark.parametrize(
    ("word", "cut"),
    [("Walking", "walk"), ("Farms", "farm"), ("bus", "bus"), ("minister’s", "minister")],
)
def test_endings(word: str, cut: str) -> None:
    assert stem(word) == cut


@pytest.mark.parametrize(("day", "known"), [("2026-03-10", True), ("2026", False), (None, False)])
def test_a_date_that_names_no_day_is_none(day: str | None, known: bool) -> None:
    assert (clues(1, FERRY, day).day is not None) is known


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    found = clues(1, "word " * MOST_CHARACTERS)
    assert found.length == MOST_CHARACTERS // 5


@given(st.text(), st.none() | st.text(), st.none() | st.text(max_size=12))
def test_any_text_has_clues(text: str, title: str | None, domain: str | None) -> None:
    row = {"id": "a", "text": text} | ({"title": title} if title is not None else {})
    found = read_clues(article_of(row | ({"domain": domain} if domain is not None else {})))
    assert found.length >= 0
    assert all(count > 0 for count in found.words.values())
