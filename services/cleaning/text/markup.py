"""Holds a text whose marks of mail or markdown are blanked out, so that offsets stay the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.articles import Removed
from services.cleaning.text_normalisation import normalise_text

BLANK = "\u200b"
"""Stands for a mark. It is no space, so that `**W**ord` is one word; normalised text lacks it."""

QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
"""The marks of a quoted line."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_BREAKS = "\r\n"


class Line(NamedTuple):
    """A line and its offsets, without its line break."""

    text: str
    start: int
    end: int

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see, marks of quotation aside."""
        return not self.text.strip(f"> \t\u00a0{BLANK}")


@dataclass
class Markup:
    """A text under way: ``text`` is as long as the raw text, and offsets are those of it.

    ``removed`` are the pieces with words that went. ``headlines`` are the offsets of lines that
    their marks call headlines. ``headings`` and ``entries`` are those of headings and of lists'
    lines, which are of the body as its paragraphs are. ``date`` and ``sender`` are the values of a
    mail's header. ``is_page`` says that more than an article's body was marked.
    """

    text: str
    removed: list[Removed] = field(default_factory=list)
    headlines: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    date: Line | None = None
    sender: Line | None = None
    is_page: bool = False

    def blank(self, start: int, end: int) -> None:
        """Put nothing in place of a mark."""
        self.text = self.text[:start] + _gap(self.text[start:end]) + self.text[end:]

    def join(self, start: int, end: int) -> None:
        """Put spaces in place of a line break."""
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def remove(self, start: int, end: int, kind: str, rule: str) -> None:
        """Take out a piece; each of its lines is told with its kind and rule."""
        for line in lines_of(self.text[start:end]):
            self._tell(line.text, kind, rule)
        self.blank(start, end)

    def replace(
        self, marks: re.Pattern[str], start: int = 0, *, kind: str = "other", rule: str = ""
    ) -> None:
        """Blank all ``marks`` from ``start`` on, but for what their groups hold.

        With a ``rule``, what goes is told.
        """

        pieces, done = [self.text[:start]], start
        for match in marks.finditer(self.text, start):
            gone, at = [], match.start()
            pieces.append(self.text[done:at])
            for number in range(1, len(match.groups()) + 1):
                if match[number] is not None:
                    gone.append(self.text[at : match.start(number)])
                    pieces += [_gap(gone[-1]), match[number]]
                    at = match.end(number)
            done = match.end()
            gone.append(self.text[at:done])
            pieces.append(_gap(gone[-1]))
            if rule:
                self._tell("".join(gone), kind, rule)
        self.text = "".join([*pieces, self.text[done:]])

    def _tell(self, piece: str, kind: str, rule: str) -> None:
        if text := normalise_text(piece):
            self.removed.append(Removed(text=text, kind=kind, rule=rule))


def lines_of(text: str, start: int = 0) -> Iterator[Line]:
    """The lines of ``text`` from the offset ``start`` on."""
    for match in _LINE.finditer(text, start):
        line = match[0].rstrip(_BREAKS)
        yield Line(line, match.start(), match.start() + len(line))


def _gap(piece: str) -> str:
    return "".join(one if one in _BREAKS else BLANK for one in piece)
