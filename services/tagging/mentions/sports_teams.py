"""Tells when a place's name stands for its team: "England beat Wales" is about neither country."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache

from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import any_of, fold, line_list, word_list

FieldOffset = tuple[Field, int]
"""A field, and an offset in code points there."""

LEAST_POINTS = 3
"""Points that make an article one about a team sport. A word of the sport is one point, so are the
sport's name, the score of a match, and the sport's name once more if the article begins with it."""

BEGINNING = 150
"""Code points of the title and of the body that say what an article is about."""

WORD = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SCORE = re.compile(r"(?<![\w-])\d{1,3}-\d{1,2}(?![\w-])")
_PLAYED = word_list("match_words")
_PLACE_BEFORE = re.compile(
    rf"(?:\b{any_of(line_list('match_place_phrases'))}(?: the)?"
    r"|(?:^|\n\s*)at|(?-i:[A-Z])[\w'’-]+ of)\s*$",
    re.IGNORECASE,
)
_BRACKET_BEFORE = re.compile(r"\s*\($")
_OF_LIST = re.compile(r"(?:,|\band|\bagainst|\bbeat|\bover|\bversus|\bvs?\.?)\s+$", re.IGNORECASE)
_PLACE_BEHIND = re.compile(r"^\s*(?:\)|,? (?:19|20)\d\d-\d\d)")
_WITHIN = re.compile(r"^, [A-Z]")
_LINE_BEFORE = re.compile(r"(?:^|\n)\s*$")
_GROUND_BEHIND = re.compile(r": (?:[A-Z][\w'’-]+ ){1,3}(?:\d|beat|drew|v\b)")


@dataclass(frozen=True, slots=True)
class Sport:
    """A sport that teams play: a row of ``data/sports.txt``, without accents or case.

    ``names`` are its own, ``words`` what is said of it, ``teams`` words in its teams' names.
    """

    names: frozenset[str]
    words: frozenset[str]
    teams: frozenset[str]


@cache
def sports() -> tuple[Sport, ...]:
    """The sports that teams play. Their order has no meaning."""
    rows = (line.split(":") for line in sorted(line_list("sports")))
    return tuple(Sport(*(frozenset(fold(part).split()) for part in row)) for row in rows)


def words_of(texts: Mapping[Field, str]) -> frozenset[str]:
    """The words of an article without accents or case. Words with hyphens are also there whole."""
    parts = {*fold("\n".join(texts.values())).split()}
    marked = {*_WORDS.findall(" ".join(one for one in parts if not one.isalnum()))}
    hyphened = (one.split("-") for one in marked if "-" in one)
    return frozenset(marked.union(filter(str.isalnum, parts), *hyphened))


def sport_of(texts: Mapping[Field, str], words: frozenset[str]) -> Sport | None:
    """The sport that the article is about, if it is one that teams play."""
    # One word said often is no sport: "touchdown" is also what a plane makes.
    begun = words_of({field: text[:BEGINNING] for field, text in texts.items()})
    ranks = [
        (
            bool(one.names & words) + bool(one.names & begun) + len(one.words & words),
            len(one.teams & words),
            index,
        )
        for index, one in enumerate(sports())
    ]
    most, _, index = max(ranks)
    if most == LEAST_POINTS - 1:
        most += bool(words & _PLAYED) or any(map(_SCORE.search, texts.values()))
    return sports()[index] if most >= LEAST_POINTS else None


def stands_for_team(
    texts: Mapping[Field, str], mentions: Iterable[Span], people: Set[FieldOffset] = frozenset()
) -> bool:
    """Whether most mentions of a place, in an article about team sport, may be of its team.

    ``people`` are the ends of mentions of persons: a place in brackets behind one is a team.
    """
    votes = sum(-1 if _is_place(texts[one.field], one, people) else 1 for one in mentions)
    return votes > 0


def _is_place(text: str, mention: Span, people: Set[FieldOffset]) -> bool:
    """Whether the words around a mention say that it is the place, not the team."""
    before = text[max(0, mention.start - 20) : mention.start]
    behind = text[mention.end : mention.end + 14]
    bracket = _BRACKET_BEFORE.search(before)
    if bracket:
        return (mention.field, mention.start - len(bracket[0])) not in people
    if _PLACE_BEFORE.search(before) or _PLACE_BEHIND.match(behind):
        return True
    if _LINE_BEFORE.search(before) and _GROUND_BEHIND.match(text, mention.end):
        return True
    # "Leeds, England" but not "against Leeds, Everton and".
    return bool(_WITHIN.match(behind)) and not _OF_LIST.search(before)
