"""What a model reads is as long as the text, and easier."""

from hypothesis import given
from hypothesis import strategies as st

from services.tagging.model_input import LONGEST, is_capitals, paragraphs


def test_paragraphs_with_their_offsets() -> None:
    assert list(paragraphs("One.\n\nTwo.\n \nThree\nlines.\n")) == [
        (0, "One."),
        (6, "Two."),
        (13, "Three\nlines.\n"),
    ]


def test_full_lines_go_on() -> None:
    line = "This is a line of text that somebody wrapped at about sixty columns for"
    assert list(paragraphs(f"{line}\nwhatever reason.\nShort.")) == [
        (0, f"{line} whatever reason.\nShort.")
    ]


def test_lines_in_capitals_are_calmed() -> None:
    assert list(paragraphs("COSTA MEETS ITO\nNATO met.")) == [(0, "Costa Meets Ito\nNATO met.")]
    assert is_capitals("COSTA MEETS ITO")
    assert not is_capitals("NATO")
    assert not is_capitals("U.S. and EU")


def test_a_giant_paragraph_is_read_in_pieces() -> None:
    body = "A word. " * 2 * LONGEST
    pieces = list(paragraphs(body))
    assert max(len(text) for _, text in pieces) <= LONGEST
    assert all(text.startswith(("A word.", " A word.")) for _, text in pieces)
    assert "".join(text for _, text in pieces) == body


@given(st.text(alphabet="aAİß \n\t.🙂", max_size=300))
def test_every_letter_stays_in_its_place(text: str) -> None:
    seen = [" "] * len(text)
    for start, piece in paragraphs(text):
        seen[start : start + len(piece)] = piece
    assert len(seen) == len(text)
    for was, read in zip(text, seen, strict=True):
        assert was.isspace() == read.isspace()
        assert was.casefold() == read.casefold() or was.isspace()
