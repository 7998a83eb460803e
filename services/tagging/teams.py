"""Tells when a place's name stands for its team: "England beat Wales" is about neither country."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from services.tagging.lists import name_list
from services.tagging.spans import Field, Found

LEAST_WORDS = 3
"""So many words of one team sport make an article one about it."""

_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|near|from|across|throughout|outside|inside|around|visit(?:ed)? to|tour of|north of"
    r"|south of|east of|west of|city of|town of|capital of)(?: the)?|\()\s*$",
    re.IGNORECASE,
)
_PLACE_BEHIND = re.compile(r"^\s*(?:\)|,? (?:19|20)\d\d-\d\d|, [A-Z])")


@cache
def _sports() -> tuple[re.Pattern[str], ...]:
    lines = sorted(name_list("sports"))
    return tuple(
        re.compile(rf"\b(?:{'|'.join(map(re.escape, line.split()))})\b", re.IGNORECASE)
        for line in lines
    )


def is_of_teams(texts: Mapping[Field, str]) -> bool:
    """Whether the article is about a sport that teams play."""
    whole = "\n".join(texts.values())
    # One word said often is no sport: "goals" are set in every speech.
    return any(
        len({m[0].casefold() for m in one.finditer(whole)}) >= LEAST_WORDS for one in _sports()
    )


def stands_for_team(texts: Mapping[Field, str], mentions: Iterable[Found]) -> bool:
    """Whether most mentions of a place, in an article about team sport, may be of its team."""
    votes = 0
    for one in mentions:
        text = texts[one.field]
        before, behind = text[max(0, one.start - 20) : one.start], text[one.end : one.end + 14]
        votes += -1 if _PLACE_BEFORE.search(before) or _PLACE_BEHIND.match(behind) else 1
    return votes > 0
