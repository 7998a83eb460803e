"""Raw text as blocks: its lines, unwrapped where a scraper wrapped them, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from services.cleaning.hygiene import tidy

CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Not U+0085: in scraped text it is half of a mojibake.
_LINE_BREAK = re.compile("[\n\r\v\f\u2028\u2029]")
_BLANKS = " \t\u00a0\u3000\u200b\ufeff"
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SENTENCE_END = re.compile("[.!?…。！？؟।॥።]['’\"”“»«)\\]」』›）*]*$")
_BULLET = re.compile(r"^(?:[*•·▪●◦‣>»+–—-]|\d{1,2}[.)])(?=\s|$)\s*")

_LONG = 120  # characters

# Mail and news wires wrap between 60 and 80 columns; nobody's paragraphs are all that long.
_WRAP_WIDTHS = (50, 100)
_WRAP_SHARE = 0.6
_RAGGED = 3  # columns that a line may stick out


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece. ``start`` and ``end`` are its span in the raw text.

    ``gap`` says that a blank line stands before it; ``weight`` is its length in words, two
    characters counting as one where words are not spaced.
    """

    text: str
    start: int
    end: int
    gap: bool
    weight: float = field(init=False)
    is_sentence: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", weigh(self.text))
        object.__setattr__(self, "is_sentence", ends_sentence(self.text))

    @property
    def is_prose(self) -> bool:
        """Reads like a paragraph: ten words that end like a sentence, or many words."""
        return self.weight >= 10 and (self.is_sentence or self.weight >= 40)


def weigh(text: str) -> float:
    """The words in a text; in a long one, where it matters little, what stands between spaces."""
    unspaced = 0 if text.isascii() else len(CJK.findall(text))
    if unspaced > len(text) / 3:
        return unspaced / 2
    return float(len(_WORD.findall(text) if len(text) < _LONG else text.split()))


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text[-8:]) is not None


def without_bullet(text: str) -> str:
    return _BULLET.sub("", text)


def split(raw: str) -> list[Block]:
    """The blocks of ``raw``, in order; together they hold every visible character of it."""
    lines: list[Block] = []
    at, gap = 0, False
    for line in _LINE_BREAK.split(raw):
        text = tidy(line)
        if text:
            start = at + len(line) - len(line.lstrip(_BLANKS))
            lines.append(Block(text, start, at + len(line.rstrip(_BLANKS)), gap))
        gap = not text
        at += len(line) + 1
    return _unwrap(lines) if _is_wrapped(lines) else lines


def _is_wrapped(lines: Sequence[Block]) -> bool:
    """Whether most longer lines break in mid-sentence at about the same column."""
    longer = [line for line in lines if len(line.text) >= _WRAP_WIDTHS[0]]
    if len(longer) < 4 or max(len(line.text) for line in longer) > _WRAP_WIDTHS[1]:
        return False
    return sum(not line.is_sentence for line in longer) >= _WRAP_SHARE * len(longer)


def _unwrap(lines: Sequence[Block]) -> list[Block]:
    """Join a line to the one before where the next word would not have fitted there."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) >= _WRAP_WIDTHS[0])
    width = lengths[int(0.9 * len(lengths))]
    joined: list[Block] = []
    room = width
    for line in lines:
        first = line.text.split(" ", 1)[0]
        if joined and not line.gap and -_RAGGED <= room <= len(first):
            before = joined[-1]
            text = tidy(before.text + " " + line.text)
            joined[-1] = Block(text, before.start, line.end, before.gap)
        else:
            joined.append(line)
        room = width - len(line.text)
    return joined
