"""Finds what the article quotes and, where the grammar is plain, who said it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from schemas.articles import Entity, Quote
from services.tagging.values.speech_patterns import (
    BEFORE,
    BEHIND,
    BODY,
    ENDS,
    PERSON,
    PRONOUN_BEFORE,
    PRONOUN_BEHIND,
    QUOTED,
)

FEWEST_WORDS = 4
"""A shorter stretch in quotation marks is a word held at arm's length, unless someone said it."""

FARTHEST = 400
"""So many code points before a quote are searched for who says it."""

_FILL = re.compile(f"[{PERSON}{BODY}{QUOTED}]")
_FILLS = str.maketrans(dict.fromkeys((PERSON, BODY, QUOTED), " "))
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
_PAIRS = re.compile(
    r"“([^“”]+)(”|$)|«\s*([^«»]+?)\s*(»|$)|„([^„“”]+)([“”]|$)|"
    r'(?<![^\s(\[—–-])"(?=\S)([^"]+)((?<=\S)"(?!\w)|$)'
)

Spans = list[tuple[int, int]]
Paragraph = tuple[int, int, Spans]
"""Its edges, and what stands in quotation marks there, without the marks."""

Names = dict[int, tuple[int, str, str]]
"""Where persons and bodies are named: from the start to the end, the type and the entity's id."""


@lru_cache(1)  # Dates and quotes of one article ask one after the other.
def quoted(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs in order. A quote that is left open ends with its paragraph."""
    return tuple(_quoted(body))


def _quoted(body: str) -> Iterator[Paragraph]:
    for paragraph in _PARAGRAPH.finditer(body):
        # The last group of a pair is its closing mark, the one before it the words.
        pairs = _PAIRS.finditer(body, paragraph.start(), paragraph.end())
        spans = [pair.span((pair.lastindex or 2) - 1) for pair in pairs]
        yield paragraph.start(), paragraph.end(), spans


def find_quotes(body: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes in order, their speakers among ``entities``."""
    names = _names(entities)
    paragraphs = [(a, b, _no_nicknames(spans, names)) for a, b, spans in quoted(body)]
    if not any(spans for *_, spans in paragraphs):
        return []
    masked, outside = _masked(body, names, paragraphs)
    quotes: list[Quote] = []
    carried: str | None = None
    for begin, end, spans in paragraphs:
        speakers = _speakers(masked, outside, (begin, end, spans), carried)
        carried = speakers[-1] if speakers else None
        for (start, stop), speaker in zip(spans, speakers, strict=True):
            text = body[start:stop]
            if speaker or len(text.split()) >= FEWEST_WORDS:
                quotes.append(Quote(text=text, start=start, end=stop, speaker=speaker))
    return quotes


def _names(entities: Sequence[Entity]) -> Names:
    named = sorted(
        (one.start, (one.end, entity.type, entity.id))
        for entity in entities
        if entity.type in ("PERSON", "ORG")
        for one in entity.mentions
        if one.field == "body"
    )
    return dict(named)


def _no_nicknames(spans: Spans, names: Names) -> Spans:
    """Without those that are part of a name: ``John "Bud" Frazier``."""
    starts = list(names) if spans else []
    before = [bisect_right(starts, start) for start, _ in spans]
    return [
        (start, end)
        for (start, end), place in zip(spans, before, strict=True)
        if not place or names[starts[place - 1]][0] <= end
    ]


def _masked(body: str, names: Names, paragraphs: Sequence[Paragraph]) -> tuple[str, Names]:
    """The body with its quotes and names blotted out, and the names outside the quotes."""
    letters = list(body.translate(_FILLS) if _FILL.search(body) else body)
    for _, _, spans in paragraphs:
        for start, end in spans:
            letters[start - 1 : end + 1] = QUOTED * len(letters[start - 1 : end + 1])
    outside = {
        start: name for start, name in names.items() if QUOTED not in letters[start : name[0]]
    }
    for start, (end, label, _) in outside.items():
        letters[start:end] = (PERSON if label == "PERSON" else BODY) * (end - start)
    return "".join(letters), outside


def _speakers(
    masked: str, names: Names, paragraph: Paragraph, carried: str | None
) -> list[str | None]:
    """Who says each quote of a paragraph; ``carried`` is who said the last one before it."""
    begin, end, spans = paragraph
    edges = [begin, *(start - 1 for start, _ in spans[1:]), end]
    speakers: list[str | None] = []
    was_open = begin > 1 and masked.startswith(QUOTED + "\n", begin - 2)
    goes_on = False
    for place, (start, stop) in enumerate(spans):
        tail = masked[stop + 1 : edges[place + 1]]
        base = max(begin, start - 1 - FARTHEST)
        head = masked[base : start - 1]
        if base > begin:  # which is not where a sentence begins
            head = QUOTED + head[1:]
        behind = _first(BEHIND, tail)
        before = None if behind else _first(BEFORE, head)
        pronoun = PRONOUN_BEHIND.match(tail)
        speaker = None
        if behind:
            speaker = names[stop + 1 + behind.start("who")][2]
        elif before:
            speaker = names[base + before.start("who")][2]
        elif pronoun or PRONOUN_BEFORE.search(head):
            since = spans[place - 1][1] if place else begin
            if carried and _people(names, since, start) <= {carried}:
                speaker = carried
            else:
                people = _people(names, begin, start)
                speaker = people.pop() if len(people) == 1 else None
        elif goes_on or (not head and not tail and was_open):
            speaker = speakers[-1] if speakers else carried
        said = behind or pronoun
        goes_on = bool(speaker and ENDS.match(tail, said.end() if said else 0))
        carried = speaker
        speakers.append(speaker)
    return speakers


def _first(forms: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """Behind a quote the form begins at once; before one it ends with the text."""
    find = re.Pattern.match if forms is BEHIND else re.Pattern.search
    return next((match for form in forms if (match := find(form, text))), None)


def _people(names: Names, begin: int, end: int) -> set[str]:
    """The persons named there."""
    return {
        who
        for start, (_, label, who) in names.items()
        if label == "PERSON" and begin <= start < end
    }
