"""Finds what the article quotes and, where the grammar is plain, who said it."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from schemas.articles import Entity, Quote
from services.tagging.names import SMALL_WORDS, any_of, line_list
from services.tagging.values.described_people import Names
from services.tagging.values.quote_marks import Quoted, quoted_paragraphs
from services.tagging.values.speakers import Said, Speakers
from services.tagging.values.speech_patterns import SPEECH

FEWEST_WORDS = 4
"""Words of the shortest quote without a speaker. Fewer in quotation marks are mostly a word that
the author does not share."""

SURELY_SPOKEN = 8
"""Words from which on a part of a sentence is a quote though nothing says that it was spoken."""

LEAD_IN = 40
"""Code points before a quote that may say that it is no speech: ``the novel``, ``so-called``."""

SENTENCE = 200
"""Code points before a part of a sentence in quotation marks, and before it in that sentence."""

SPEAKING = ("PERSON", "ORG", "GPE", "FAC")
"""Types of what may speak: ``Brussels said``."""

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_TITLED = re.compile(rf"\b{any_of(line_list('title_phrases'))},?\s*$", re.IGNORECASE)
_NAMED = re.compile(rf"\b{any_of(line_list('naming_phrases'))}\s*$", re.IGNORECASE)


def find_quotes(body: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes in order. A speaker is the id of one of ``entities``, None where unsure.

    Titles of works, and words that the author only holds at arm's length, are no quotes.
    """
    names = _names(entities)
    starts = list(names)
    paragraphs = [
        one._replace(quotes=_without_nicknames(one.quotes, names, starts))
        for one in quoted_paragraphs(body)
    ]
    if not any(one.quotes for one in paragraphs):
        return []
    speakers = Speakers(body, names, paragraphs)
    return [
        Quote(text=body[one.start : one.end], start=one.start, end=one.end, speaker=said[0])
        for paragraph, who in zip(paragraphs, speakers.find(), strict=True)
        for one, said in zip(paragraph.quotes, who, strict=True)
        if _is_speech(body, speakers, one, said)
    ]


def _is_speech(body: str, speakers: Speakers, quote: Quoted, said: Said) -> bool:
    speaker, is_said = said
    words = body[quote.start : quote.end]
    before = speakers.masked(max(0, quote.begin - LEAD_IN), quote.begin)
    is_title = _is_title(words)
    if is_title and not is_said and not before.rstrip().endswith((":", ",")):
        return False
    is_named = _NAMED.search(before) or _is_titled(before, words, speaker)
    if is_named and (is_title or not is_said):
        return False
    count = len(words.split())
    if speaker or count < FEWEST_WORDS:
        return speaker is not None
    before = speakers.masked(max(0, quote.begin - SENTENCE), quote.begin)
    behind = speakers.masked(quote.stop, quote.stop + LEAD_IN)
    return (
        is_said
        or count >= SURELY_SPOKEN
        or quote.is_open
        or not words[0].islower()
        or words[-1] in ",.!?…"
        or bool(SPEECH.search(before.rpartition(". ")[2]) or SPEECH.search(behind))
    )


def _is_titled(before: str, words: str, speaker: str | None) -> bool:
    """Whether what stands before a quote says that it is the title of a work."""
    match = _TITLED.search(before)
    return match is not None and not words[0].islower() and not (speaker and "," in match[0])


def _is_title(words: str) -> bool:
    """Whether all words but small ones begin with a capital, as in the title of a work."""
    every = _WORD.findall(words)
    great = [word for word in every if word.casefold() not in SMALL_WORDS]
    return len(every) > 1 and len(great) > 1 and all(word[0].isupper() for word in great)


def _names(entities: Sequence[Entity]) -> Names:
    named = sorted(
        (one.start, (one.end, entity.type, entity.id))
        for entity in entities
        if entity.type in SPEAKING
        for one in entity.mentions
        if one.field == "body"
    )
    return dict(named)


def _without_nicknames(
    quotes: Sequence[Quoted], names: Names, starts: Sequence[int]
) -> list[Quoted]:
    """The quotes that are no part of a name such as ``John "Bud" Frazier``."""
    before = [bisect_right(starts, one.start) for one in quotes]
    return [
        one
        for one, index in zip(quotes, before, strict=True)
        if not index or names[starts[index - 1]][0] <= one.end
    ]
