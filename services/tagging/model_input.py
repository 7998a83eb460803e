"""Prepares a text for a model, code point for code point as long, so that offsets hold."""

import re
from collections.abc import Iterator

WRAPPED_WIDTH = range(45, 90)
"""Lengths, in code points, of full lines in text that was wrapped for a terminal."""

LONGEST = 5_000
"""Code points of the longest text that a model reads at once. No news has such a paragraph, a
broken page may."""

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?![^\S\n]*\n)[^\n]*)*")
_WORD_TAIL = re.compile(r"(?<=[^\W\d_])[^\W\d_]+")


def is_wrapped(text: str, line_end: int) -> bool:
    """Whether a line ends there because it was full, and the sentence goes on in the next."""
    length = line_end - text.rfind("\n", 0, line_end) - 1
    next_letter = text[line_end + 1 : line_end + 2]
    return length in WRAPPED_WIDTH and bool(next_letter) and not next_letter.isspace()


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Each paragraph as a model should read it, with its offset in code points.

    A full line's end becomes a space, and lines in capitals are written as headlines are: models
    are trained on text that has neither.
    """
    for match in _PARAGRAPH.finditer(text):
        lines = match[0].split("\n")
        ends = []
        offset = match.start()
        for line in lines[:-1]:
            offset += len(line)
            ends.append(" " if is_wrapped(text, offset) else "\n")
            offset += 1
        lowered = [_without_capitals(line) for line in lines]
        whole = "".join(line + end for line, end in zip(lowered, [*ends, ""], strict=True))
        for begin, end in _pieces(whole):
            yield match.start() + begin, whole[begin:end]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Pieces of ``LONGEST`` at most, cut behind a sentence, else behind a word, else anywhere."""
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
    # Most lines are seen to be none by two small letters alone, which is twenty times as fast.
    if 10 * (line.count("e") + line.count("a")) > len(line):
        return False
    capitals = sum(map(str.isupper, line))
    small = sum(map(str.islower, line))
    return capitals > 3 and small <= (capitals + small) / 10


def _without_capitals(line: str) -> str:
    if not is_capitals(line):
        return line
    lower = _WORD_TAIL.sub(lambda tail: tail[0].lower(), line)
    return lower if len(lower) == len(line) else line
