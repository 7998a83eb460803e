"""Raw text as blocks: its lines, unwrapped where a scraper wrapped them, each with its place."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from services.cleaning.lines.joined_lines import joints
from services.cleaning.text_normalisation import normalise_text

CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Not U+0085: in scraped text it is half of a mojibake.
_LINE_BREAK = re.compile("(\r\n?|\n|\v|\f|\u2028|\u2029)")
_BLANKS = " \t\u00a0\u3000\u200b\ufeff"
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SENTENCE_END = re.compile("[.!?…。！？؟।॥።]['’\"”“»«)\\]」』›）*]*$")

_LONG = 120  # characters

# Mail and news wires wrap between 60 and 80 columns; nobody's paragraphs are all that long.
_WRAP_WIDTHS = (50, 100)
_WRAP_SHARE = 0.6
_RAGGED = 3  # columns that a line may stick out


class Block(NamedTuple):
    """One paragraph-like piece. ``start`` and ``end`` are its span in the raw text.

    ``gap`` says that a blank line stands before it; ``weight`` is its length in words, two
    characters counting as one where words are not spaced; prose reads like a paragraph: ten words
    that end like a sentence, or many words.
    """

    text: str
    start: int
    end: int
    gap: bool
    weight: float
    is_sentence: bool
    is_prose: bool

    @classmethod
    def of(cls, text: str, start: int = 0, end: int = 0, *, gap: bool = True) -> "Block":
        weight, is_sentence = weigh(text), ends_sentence(text)
        is_prose = weight >= 10 and (is_sentence or weight >= 40)
        return cls(text, start, end, gap, weight, is_sentence, is_prose)


def weigh(text: str) -> float:
    """The words in a text; in a long one, where it matters little, what stands between spaces."""
    unspaced = 0 if text.isascii() else len(CJK.findall(text))
    if unspaced > len(text) / 3:
        return unspaced / 2
    return float(len(_WORD.findall(text) if len(text) < _LONG else text.split()))


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-8:]) is not None


def split(raw: str) -> list[Block]:
    """The blocks of ``raw``, in order; together they hold every visible character of it."""
    lines: list[_Line] = []
    at, gap = 0, False
    pieces = _LINE_BREAK.split(raw)
    for line, end_of_line in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if not line:  # every other one, as a rule
            gap, at = True, at + len(end_of_line)
            continue
        for start, end in pairwise([0, *joints(line), len(line)]):
            piece = line[start:end]
            text = normalise_text(piece)
            if text:
                indent = len(piece) - len(piece.lstrip(_BLANKS))
                stop = len(piece.rstrip(_BLANKS))
                block = Block.of(text, at + start + indent, at + start + stop, gap=gap or start > 0)
                lines.append(_Line(block, indent, stop))
            gap = not text
        at += len(line) + len(end_of_line)
    return _unwrap(lines) if _is_wrapped(lines) else [line.block for line in lines]


class _Line(NamedTuple):
    """A line, the blanks before it and the column in which it ends."""

    block: Block
    indent: int
    columns: int


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether most longer lines break in mid-sentence at about the same column."""
    longer = [line for line in lines if line.columns >= _WRAP_WIDTHS[0]]
    if len(longer) < 4 or max(line.columns for line in longer) > _WRAP_WIDTHS[1]:
        return False
    return sum(not line.block.is_sentence for line in longer) >= _WRAP_SHARE * len(longer)


def _unwrap(lines: Sequence[_Line]) -> list[Block]:
    """Join a line to the one before where the next word would not have fitted there.

    An indented line after one that is not begins a paragraph.
    """
    lengths = sorted(line.columns for line in lines if line.columns >= _WRAP_WIDTHS[0])
    width = lengths[int(0.9 * len(lengths))]
    joined: list[Block] = []
    room, indent = width, 0
    for line in lines:
        block = line.block
        first = block.text.split(" ", 1)[0]
        begins = block.gap or line.indent > indent
        if joined and not begins and -_RAGGED <= room <= len(first):
            before = joined[-1]
            text = normalise_text(before.text + " " + block.text)
            joined[-1] = Block.of(text, before.start, block.end, gap=before.gap)
        else:
            joined.append(block)
        room, indent = width - line.columns, line.indent
    return joined
