"""Cuts a body into sentences, each with its place."""

import re
from dataclasses import dataclass

from schemas.articles import Span

_END = re.compile(
    r"(?P<end>[.!?…]+[\"'’”»)\]]*)(?=\s+[\"'‘“«(\[]*[^\W\d_a-zà-öø-ÿа-я])|(?P<full>[。！？]+)|\n\s*\n"
)
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sgt|Lt|Sen|Rep|Gov|Rev|St|No|Inc|Ltd|Co|Corp|Jr|Sr|vs"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Some words of a body. ``body[span.start:span.end] == text``."""

    text: str
    span: Span


def sentences(body: str) -> list[Sentence]:
    """The sentences in order; all of the body but the space between them is in one."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(body):
        written = body[start : end.end()]
        if end["end"] and _ABBREVIATION.search(written):
            continue
        _add(found, body, start, end.end())
        start = end.end()
    _add(found, body, start, len(body))
    return found


def _add(found: list[Sentence], body: str, start: int, end: int) -> None:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Sentence(body[start:end], Span(start=start, end=end)))
