"""A paragraph is read once as long as it is remembered, and what is found in it stays the same."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.tagging.fast import Span
from services.tagging.remembered import Remembered


class Reader:
    """Finds one name, the whole text, and notes what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        self.read += texts
        return [[(0, len(text), text)] for text in texts]


def test_what_was_seen_is_not_read_again() -> None:
    reader = Reader()
    find = Remembered(reader)
    assert find(["a", "b", "a"]) == [[(0, 1, "a")], [(0, 1, "b")], [(0, 1, "a")]]
    assert find(["b", "c"]) == [[(0, 1, "b")], [(0, 1, "c")]]
    assert reader.read == ["a", "b", "c"]


def test_the_longest_unasked_is_forgotten_first() -> None:
    reader = Reader()
    find = Remembered(reader, size=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        find([text])
    assert reader.read == ["a", "b", "c", "b"]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=9), st.integers(0, 5))
def test_it_finds_what_the_reader_finds(batches: list[list[str]], size: int) -> None:
    find = Remembered(Reader(), size)
    for batch in batches:
        assert find(batch) == [[(0, 1, text)] for text in batch]


def test_a_character_that_is_none_is_no_trouble() -> None:
    assert Remembered(Reader())(["\ud800"]) == [[(0, 1, "\ud800")]]
