"""A paragraph that was read recently is not read again, and has the same spans."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.tagging.ner.fast_ner import LabelledRange
from services.tagging.ner.paragraph_cache import SPANS_BYTES, ParagraphCache, digest


def of(text: str) -> LabelledRange:
    """The whole text, and every byte as what was seen."""
    return LabelledRange(0, len(text), text, bytes(range(32)) + bytes(range(224, 256)))


class Reader:
    """Finds one name, the whole text, and notes what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        self.read += texts
        return [[of(text)] for text in texts]


def test_what_was_seen_is_not_read_again() -> None:
    reader = Reader()
    find = ParagraphCache(reader)
    assert find(["a", "b", "a"]) == [[of("a")], [of("b")], [of("a")]]
    assert find(["b", "c"]) == [[of("b")], [of("c")]]
    assert reader.read == ["a", "b", "c"]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=9), st.integers(1, 5))
def test_it_finds_what_the_reader_finds(batches: list[list[str]], places: int) -> None:
    find = ParagraphCache(Reader(), places)
    for batch in batches:
        assert find(batch) == [[of(text)] for text in batch]


def test_one_batch_may_have_more_than_is_remembered() -> None:
    reader = Reader()
    find = ParagraphCache(reader, places=1)
    assert find(["a", "b", "a"]) == [[of("a")], [of("b")], [of("a")]]
    assert reader.read == ["a", "b"]


def test_a_character_that_is_none_is_no_trouble() -> None:
    assert ParagraphCache(Reader())(["\ud800"]) == [[of("\ud800")]]


def test_a_list_of_spans_that_is_too_long_is_read_again() -> None:
    reader = Reader()
    find = ParagraphCache(reader)
    text = "a" * SPANS_BYTES
    assert find([text]) == find([text])
    assert reader.read == [text, text]


@given(st.text(), st.text())
def test_digests_are_equal_for_equal_texts_only(one: str, other: str) -> None:
    assert (digest(one) == digest(other)) == (one == other)
    assert len(digest(one)) == 16
