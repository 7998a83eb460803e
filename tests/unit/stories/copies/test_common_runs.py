"""Common runs are what both texts have, word for word."""

from hypothesis import given
from hypothesis import strategies as st

from services.stories.copies.common_runs import SEED, common_runs

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=60)


def test_a_run_in_the_middle() -> None:
    text = ["x", "y", "one", "two", "three", "four", "five", "six", "z"]
    assert common_runs(text, ["one", "two", "three", "four", "five", "six", "seven"]) == [(2, 6)]


def test_the_longest_of_several_places_is_taken() -> None:
    other = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "x",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
    ]
    assert common_runs(["one", "two", "three", "four", "five", "six", "seven"], other) == [(0, 7)]


@given(WORDS, WORDS)
def test_every_run_stands_in_both(text: list[str], other: list[str]) -> None:
    end = 0
    flat = f" {' '.join(other)} "
    for start, length in common_runs(text, other):
        assert length >= SEED
        assert start >= end
        assert f" {' '.join(text[start : start + length])} " in flat
        end = start + length


def test_one_word_over_and_over_is_no_trap() -> None:
    assert common_runs(["a"] * 4_000, ["a"] * 4_000) == [(0, 4_000)]
