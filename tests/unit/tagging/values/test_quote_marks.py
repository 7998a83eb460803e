"""Each kind of quotation marks holds a quote; apostrophes hold none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.values.quote_marks import quoted_paragraphs


def quoted(body: str) -> list[str]:
    found = [one for paragraph in quoted_paragraphs(body) for one in paragraph.quotes]
    for one in found:
        assert one.begin <= one.start <= one.end <= one.stop
    return [body[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    "marks",
    [
        *("“|”", '"|"', "‘|’", "'|'", "«|»", "« | »", "»|«", "»|»", "‹|›", "›|‹"),
        *("„|“", "„|”", "‚|‘", "”|”", "``|''", "「|」", '“|"'),
    ],
)
def test_every_kind_of_marks(marks: str) -> None:
    opening, closing = marks.split("|")
    body = f"It rained. {opening}We will not sign it.{closing} She left."
    assert quoted(body) == ["We will not sign it."]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("'It's the dockers' fault,' she said.", ["It's the dockers' fault,"]),
        ("'We left in the '80s,' he said. 'It's done.'", ["We left in the '80s,", "It's done."]),
        ("The firm's 'deep regret' and 'low pay'.", ["deep regret", "low pay"]),
        ("The dockers' strike and the owners' plans.", []),
        ("Rock 'n' roll was king; ask 'em.", []),
        ("The 5' pole and the 6'2 man.", []),
        ("'s champion had to leave the judges' room.", []),
        ("\"He said 'no way' twice,\" she said.", ["He said 'no way' twice,"]),
        ("'He said \"no way\" twice,' she said.", ['He said "no way" twice,']),
        ("“He said “no way” twice,” she said.", ["He said “no way” twice,"]),
        ("“He said ‘no way’ twice,” she said.", ["He said ‘no way’ twice,"]),
        ("“One,” she said. “Two,” he said. “Three.", ["One,", "Two,", "Three."]),
    ],
)
def test_single_and_nested_marks(body: str, words: list[str]) -> None:
    assert quoted(body) == words


@pytest.mark.parametrize("opening", ["“", '"', "«", "‘", "'"])
def test_a_quote_that_goes_on_in_the_next_paragraph_is_open(opening: str) -> None:
    body = f"{opening}We lost it all.\n\n{opening}We will stay."
    first, second = quoted_paragraphs(body + {"“": "”", "«": "»", "‘": "’"}.get(opening, opening))
    assert [one.is_open for one in (*first.quotes, *second.quotes)] == [True, False]


def test_lines_that_end_as_sentences_do_are_paragraphs() -> None:
    body = "She was blunt:\n“We will not sign it.”\nThe crowd left\nat noon."
    lines = [body[one.start : one.end] for one in quoted_paragraphs(body)]
    assert lines == ["She was blunt:", "“We will not sign it.”", "The crowd left\nat noon."]


pieces = st.sampled_from(
    [*"“”\"'‘’«»‹›„‚`「」", "''", "``", "a", "dogs", " ", ". ", ", ", "\n\n", ".\n", "𝔸"]
)


@given(st.lists(pieces, max_size=50))
def test_quotes_do_not_overlap_and_lie_in_their_paragraph(parts: list[str]) -> None:
    body = "".join(parts)
    for paragraph in quoted_paragraphs(body):
        edges = [edge for one in paragraph.quotes for edge in (one.begin, one.stop)]
        assert edges == sorted(edges)
        assert all(paragraph.start <= edge <= paragraph.end for edge in edges)
