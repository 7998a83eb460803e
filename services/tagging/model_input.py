"""Makes a text easier for a model to read, letter for letter as long, so that offsets hold."""

import re
from collections.abc import Iterator

WRAPPED_WIDTH = range(45, 90)
"""Lengths, in code points, of full lines in text that was wrapped for a terminal."""

LONGEST = 5_000
"""A longer paragraph, in code points, is read in pieces: no news has one, a broken page may."""

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*")
_WORD_TAIL = re.compile(r"(?<=[^\W\d_])[^\W\d_]+")


def is_wrapped(text: str, line_end: int) -> bool:
    """Whether a line ends there because it was full, and the sentence goes on in the next."""
    length = line_end - text.rfind("\n", 0, line_end) - 1
    next_letter = text[line_end + 1 : line_end + 2]
    return length in WRAPPED_WIDTH and bool(next_letter) and not next_letter.isspace()


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph as a model should read it, with its offset.

    Full lines go on in the next one, and lines in capitals are written as headlines are: a model
    learns neither from the text that it is trained on.
    """
    for found in _PARAGRAPH.finditer(text):
        lines = found[0].split("\n")
        ends = []
        at = found.start()
        for line in lines[:-1]:
            at += len(line)
            ends.append(" " if is_wrapped(text, at) else "\n")
            at += 1
        calm = [_calm(line) for line in lines]
        whole = "".join(a + b for a, b in zip(calm, [*ends, ""], strict=True))
        for begin, end in _pieces(whole):
            yield found.start() + begin, whole[begin:end]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The text in pieces not too long, cut behind a sentence, else a word, else anywhere."""
    begin = 0
    while len(text) - begin > LONGEST:
        ends = (text.rfind(mark, begin + 1, begin + LONGEST) for mark in (". ", " "))
        end = next((end + 1 for end in ends if end > 0), begin + LONGEST)
        yield begin, end
        begin = end
    yield begin, len(text)


def is_capitals(line: str) -> bool:
    """Whether a line of several words is written in capitals."""
    if line[1:].islower() or " " not in line.strip():
        return False
    capitals = sum(map(str.isupper, line))
    small = sum(map(str.islower, line))
    return capitals > 3 and small <= (capitals + small) / 10


def _calm(line: str) -> str:
    if not is_capitals(line):
        return line
    lower = _WORD_TAIL.sub(lambda tail: tail[0].lower(), line)
    return lower if len(lower) == len(line) else line
