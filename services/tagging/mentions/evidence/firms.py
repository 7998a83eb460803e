"""Finds firms by what only a firm has or does: ``shares of Quux``, ``Quux said it would hire``."""

import re
from collections.abc import Iterator

from services.tagging.kb import countries
from services.tagging.mentions.evidence.capitals import Runs
from services.tagging.names import word_list

_BEFORE = re.compile(r"\b(?:[Ss]hares (?:of|in)|(?:CEO|chief executive(?: officer)?) (?:of|at)) $")
_OWN = r"shares|stock|share price|shareholders|earnings|quarterly|net income|CEO|chief executive"
_DAY = r"(?: on)?(?: [A-Z][a-z]+day)?"
_NOUN = (
    "firm|company|charity|retailer|union|lender|carmaker|start-?up|brewer|airline|insurer|agency"
    "|think tank|chipmaker|drugmaker|chain|group|nonprofit|non-profit|band"
)
_BEHIND = re.compile(
    rf"(?:['’]s?)? (?:{_OWN})\b"
    r"|['’]s? (?:sales|profits?|revenues?)\b"
    r"|, the (?:maker|operator|parent|manufacturer|developer|publisher) of\b"
    r"|, (?:the|an?)(?: (?!(?:of|at|in|for|with|from|by|and|to|who|former)\b)[\w’'-]+){0,3}"
    rf" (?:{_NOUN})(?=[,.]| (?:that|which|based|behind|in)\b)"
    rf"|,? (?:said|says|announced){_DAY},? (?:that )?it"
    r" (?:plans|expects|(?:would|will|had|has) (?:not )?"
    r"(?!be\b|been\b|take\b|mean\b|come\b)[a-z]+)\b"
)
MOST_WORDS = 5
"""Words of the longest name of a firm, "The" among them."""

LONGEST_BEFORE = 30
"""Code points before a name that are looked at."""

_PART_OF = ("and ", "of ", "& ")
_JOINED = (" of ", " in ", " at ")
_NOT_FIRST = word_list("sentence_words") | word_list("sector_words")


def firms(text: str, runs: Runs) -> Iterator[tuple[int, int]]:
    """Start and end of each firm's name that the words around it show, in order. ``runs`` are the
    text's."""
    for start, end in runs:
        name = text[start:end].removeprefix("The ")
        if name.count(" ") >= MOST_WORDS or name.split(" ")[0] in _NOT_FIRST:
            continue
        shown = _BEHIND.match(text, end) if not text.endswith(_PART_OF, 0, start) else None
        if not shown and text.endswith(_JOINED, 0, start):
            shown = _BEFORE.search(text, max(0, start - LONGEST_BEFORE), start)
        if shown and not _is_place(name):
            yield end - len(name), end


def _is_place(name: str) -> bool:
    return bool(countries.find(name) or countries.find_people(name) or name.endswith("an"))
