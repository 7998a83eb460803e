"""Splits raw text into blocks: its lines, joined again where a scraper wrapped them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.cleaning.lines.joined_lines import split_points
from services.cleaning.text_normalisation import normalise_text

UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""A character of a script without spaces between words: kana, kanji, Hangul, Thai."""

# Not U+0085: in scraped text it is half of a mojibake.
_LINE_BREAK = re.compile("(\r\n?|\n|\v|\f|\u2028|\u2029)")
_BLANKS = " \t\u00a0\u3000\u200b\ufeff"
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SENTENCE_ENDS = frozenset(".!?…。！？؟।॥።")
_CLOSING = "'’\"”“»«)]」』›）*"

# Set by hand; measured with `wireroom eval cleaning`.
_LONG = 120  # characters: in longer texts, pieces between spaces are counted as words
_PROSE, _LONG_PROSE = 10, 40  # words of a paragraph that ends like a sentence, or does not
_WRAP_WIDTHS = (50, 100)  # columns: mail and news wires wrap at 60 to 80
_WRAP_SHARE = 0.6  # of the longer lines, that break within a sentence
_RAGGED = 3  # columns that a line may stick out
_MOST_OVER = 10  # the same where a sentence goes on: most lines of short words are shorter


class Block(NamedTuple):
    """One paragraph-like piece of a text.

    ``start`` and ``end`` are its offsets in the raw text. ``after_blank`` says that a blank line
    stands before it. ``words`` is its length in words; where words are not spaced, two characters
    count as one word. ``is_prose`` says that it reads like a paragraph: 10 words that end like a
    sentence, or 40 words.
    """

    text: str
    start: int
    end: int
    after_blank: bool
    words: float
    is_sentence: bool
    is_prose: bool

    @classmethod
    def of(cls, text: str, start: int = 0, end: int = 0, *, after_blank: bool = True) -> "Block":
        """The block of one line of normalised text."""
        words, is_sentence = count_words(text), ends_sentence(text)
        is_prose = words >= _PROSE and (is_sentence or words >= _LONG_PROSE)
        return cls(text, start, end, after_blank, words, is_sentence, is_prose)


def count_words(text: str) -> float:
    """The number of words; of a text over 120 characters, the number of pieces between spaces."""
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    if unspaced > len(text) / 3:
        return unspaced / 2
    return float(len(_WORD.findall(text) if len(text) < _LONG else text.split()))


def ends_sentence(text: str) -> bool:
    """Whether the text ends with the mark of a sentence's end, quotes and brackets aside."""
    return text[-8:].rstrip(_CLOSING)[-1:] in _SENTENCE_ENDS


def split(raw: str) -> list[Block]:
    """The blocks of ``raw``, in order. Together they hold every visible character of it."""
    lines: list[_Line] = []
    at, after_blank = 0, False
    pieces = _LINE_BREAK.split(raw)
    for line, line_break in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if not line:  # every other line, as a rule
            after_blank, at = True, at + len(line_break)
            continue
        for start, end in pairwise([0, *split_points(line), len(line)]):
            piece = line[start:end]
            text = normalise_text(piece)
            if text:
                indent = len(piece) - len(piece.lstrip(_BLANKS))
                stop = len(piece.rstrip(_BLANKS))
                block = Block.of(
                    text,
                    at + start + indent,
                    at + start + stop,
                    after_blank=after_blank or start > 0,
                )
                lines.append(_Line(block, indent, stop))
            after_blank = not text
        at += len(line) + len(line_break)
    return _unwrap(lines) if _is_wrapped(lines) else [line.block for line in lines]


class _Line(NamedTuple):
    """A line, the number of blanks before it, and the column in which it ends."""

    block: Block
    indent: int
    columns: int


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether most longer lines break within a sentence at about the same column."""
    longer = [line for line in lines if line.columns >= _WRAP_WIDTHS[0]]
    if len(longer) < 4 or max(line.columns for line in longer) > _WRAP_WIDTHS[1]:
        return False
    return sum(not line.block.is_sentence for line in longer) >= _WRAP_SHARE * len(longer)


def _unwrap(lines: Sequence[_Line]) -> list[Block]:
    """Join a line to the line before where its first word would not have fitted there.

    The width is not known to the column: a small letter after no sentence's end may have fitted.
    An indented line after a line without indent begins a paragraph.
    """
    lengths = sorted(line.columns for line in lines if line.columns >= _WRAP_WIDTHS[0])
    width = lengths[int(0.9 * len(lengths))]
    joined: list[list[Block]] = []
    room, indent = width, 0
    for line in lines:
        block = line.block
        first_word = block.text.split(" ", 1)[0]
        begins = block.after_blank or line.indent > indent
        goes_on = joined and first_word[0].islower() and not joined[-1][-1].is_sentence
        most = len(first_word) + (_RAGGED if goes_on else 0)
        over = _MOST_OVER if goes_on else _RAGGED
        if joined and not begins and -over <= room <= most:
            joined[-1].append(block)
        else:
            joined.append([block])
        room, indent = width - line.columns, line.indent
    return [_one_of(blocks) if len(blocks) > 1 else blocks[0] for blocks in joined]


def _one_of(blocks: Sequence[Block]) -> Block:
    text = normalise_text(" ".join(block.text for block in blocks))
    first, last = blocks[0], blocks[-1]
    return Block.of(text, first.start, last.end, after_blank=first.after_blank)
