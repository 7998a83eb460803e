"""Finds what the article quotes and, where the grammar is plain, who said it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from schemas.articles import Entity, Quote
from services.tagging.values.speech_patterns import (
    BEFORE,
    BEHIND,
    ENDS,
    ORGANISATION,
    PERSON,
    PRONOUN_BEFORE,
    PRONOUN_BEHIND,
    QUOTED,
)

FEWEST_WORDS = 4
"""Words of the shortest quote without a speaker. Fewer in quotation marks are mostly a word that
the author does not share."""

FARTHEST = 400
"""Code points before a quote that are searched for who says it."""

_MASK = re.compile(f"[{PERSON}{ORGANISATION}{QUOTED}]")
_MASKS_TO_SPACES = str.maketrans(dict.fromkeys((PERSON, ORGANISATION, QUOTED), " "))
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
_PAIRS = re.compile(
    r"“([^“”]+)(”|$)|«\s*([^«»]+?)\s*(»|$)|„([^„“”]+)([“”]|$)|"
    r'(?<![^\s(\[—–-])"(?=\S)([^"]+)((?<=\S)"(?!\w)|$)'
)

Offsets = list[tuple[int, int]]
"""Starts and ends in code points, end exclusive."""

Paragraph = tuple[int, int, Offsets]
"""A paragraph's start and end, and its quotes, without their marks."""

Names = dict[int, tuple[int, str, str]]
"""Mentions of persons and organisations: start → end, type and the entity's id."""


@lru_cache(1)  # Dates and quotes of one article ask one after the other.
def quoted_paragraphs(body: str) -> tuple[Paragraph, ...]:
    """The paragraphs in order. A quote that is left open ends with its paragraph."""
    return tuple(_quoted(body))


def _quoted(body: str) -> Iterator[Paragraph]:
    for paragraph in _PARAGRAPH.finditer(body):
        # The last group of a pair is its closing mark, the one before it the words.
        pairs = _PAIRS.finditer(body, paragraph.start(), paragraph.end())
        spans = [pair.span((pair.lastindex or 2) - 1) for pair in pairs]
        yield paragraph.start(), paragraph.end(), spans


def find_quotes(body: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes in order. A speaker is the id of one of ``entities``, None where unsure."""
    names = _names(entities)
    starts = list(names)
    paragraphs = [
        (start, end, _without_nicknames(quotes, names, starts))
        for start, end, quotes in quoted_paragraphs(body)
    ]
    if not any(quotes for *_, quotes in paragraphs):
        return []
    masked, outside = _masked(body, names, paragraphs)
    people = _People(outside)
    found: list[Quote] = []
    last: str | None = None
    for begin, end, quotes in paragraphs:
        speakers = _speakers(masked, outside, people, (begin, end, quotes), last)
        last = speakers[-1] if speakers else None
        for (start, stop), speaker in zip(quotes, speakers, strict=True):
            text = body[start:stop]
            if speaker or len(text.split()) >= FEWEST_WORDS:
                found.append(Quote(text=text, start=start, end=stop, speaker=speaker))
    return found


def _names(entities: Sequence[Entity]) -> Names:
    named = sorted(
        (one.start, (one.end, entity.type, entity.id))
        for entity in entities
        if entity.type in ("PERSON", "ORG")
        for one in entity.mentions
        if one.field == "body"
    )
    return dict(named)


def _without_nicknames(quotes: Offsets, names: Names, starts: Sequence[int]) -> Offsets:
    """The quotes that are no part of a name such as ``John "Bud" Frazier``."""
    before = [bisect_right(starts, start) for start, _ in quotes]
    return [
        (start, end)
        for (start, end), index in zip(quotes, before, strict=True)
        if not index or names[starts[index - 1]][0] <= end
    ]


def _masked(body: str, names: Names, paragraphs: Sequence[Paragraph]) -> tuple[str, Names]:
    """The body with masks for its quotes and names, as long as before; the names outside quotes."""
    letters = list(body.translate(_MASKS_TO_SPACES) if _MASK.search(body) else body)
    for _, _, quotes in paragraphs:
        for start, end in quotes:
            letters[start - 1 : end + 1] = QUOTED * len(letters[start - 1 : end + 1])
    outside = {
        start: name for start, name in names.items() if QUOTED not in letters[start : name[0]]
    }
    for start, (end, label, _) in outside.items():
        letters[start:end] = (PERSON if label == "PERSON" else ORGANISATION) * (end - start)
    return "".join(letters), outside


class _People:
    """Tells quickly whether more than one person is named in a stretch of text."""

    def __init__(self, names: Names) -> None:
        named = [(start, who) for start, (_, label, who) in names.items() if label == "PERSON"]
        self._starts = [start for start, _ in named]
        self._ids = [who for _, who in named]
        # Of each mention the next one of another person.
        self._others = [len(named)] * len(named)
        for at in reversed(range(len(named) - 1)):
            same = self._ids[at] == self._ids[at + 1]
            self._others[at] = self._others[at + 1] if same else at + 1

    def between(self, begin: int, end: int) -> set[str]:
        """The ids of the persons that are named between these offsets, of many persons two."""
        first, stop = bisect_left(self._starts, begin), bisect_left(self._starts, end)
        if first == stop:
            return set()
        other = self._others[first]
        return {self._ids[first], self._ids[other]} if other < stop else {self._ids[first]}


def _speakers(
    masked: str, names: Names, people: _People, paragraph: Paragraph, last: str | None
) -> list[str | None]:
    """Who says each quote of a paragraph; ``last`` is the speaker of the last quote before it."""
    begin, end, quotes = paragraph
    edges = [begin, *(start - 1 for start, _ in quotes[1:]), end]
    speakers: list[str | None] = []
    was_open = begin > 1 and masked.startswith(QUOTED + "\n", begin - 2)
    continues = False
    for index, (start, stop) in enumerate(quotes):
        tail = masked[stop + 1 : edges[index + 1]]
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
            since = quotes[index - 1][1] if index else begin
            if last and people.between(since, start) <= {last}:
                speaker = last
            else:
                named = people.between(begin, start)
                speaker = named.pop() if len(named) == 1 else None
        elif continues or (not head and not tail and was_open):
            speaker = speakers[-1] if speakers else last
        said = behind or pronoun
        continues = bool(speaker and ENDS.match(tail, said.end() if said else 0))
        last = speaker
        speakers.append(speaker)
    return speakers


def _first(forms: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The first form that matches: behind a quote at once, before one anywhere."""
    find = re.Pattern.match if forms is BEHIND else re.Pattern.search
    return next((match for form in forms if (match := find(form, text))), None)
