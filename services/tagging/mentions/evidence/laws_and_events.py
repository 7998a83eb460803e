"""Finds laws, treaties and events by the words that end or begin their names."""

import re
from collections.abc import Iterator
from functools import cache

from services.tagging.kb import countries
from services.tagging.mentions.evidence.capitals import CAPITALISED, capital_words
from services.tagging.names import any_of, table, word_list

_WORD = CAPITALISED
_RUN = re.compile(rf"(?<![\w’'&-])(?:{_WORD} (?:(?:of|for|on|de) (?:the )?(?=[A-Z]))?){{1,6}}$")
_REST = rf"{_WORD}(?: (?:(?:and|(?:of|on|for|in)(?: the)?) )?{_WORD}){{0,6}}"
_BEGINS = r"(?<![\w’'&-])"
_ENDS = r"(?![\w’'&-]*\w)(?! (?:(?:of|for|on|against) (?:the )?)?[A-ZÀ-Þ])"
_OF = rf" (?:of|on|against) (?:the )?{_REST}"
_YEAR = r"(?: (?:of )?(?:1[6-9]|20)\d\d\b)?"
_EVENT = (
    rf"Tour (?:de|d['’]|of the) ?{_WORD}|Giro d['’]\w+|Vuelta a {_WORD}"
    r"|COP ?\d\d|(?:Expo|EXPO|Euro) (?:19|20)\d\d"
    r"|World War(?: (?:I{1,3}|One|Two|Three|[123])\b)?"
)
_CASE = rf"{_WORD}(?: {_WORD}){{0,2}} v\. {_WORD}(?: (?:of )?{_WORD}){{0,2}}"
_LISTED = re.compile(r" and (?:the )?([A-Z]{3,7})\b(?! [A-Z])")
"""A short name in a list with a law: ``the Quux Act and the TARN``."""

_NOT_FIRST = re.compile(rf"(?:{any_of(word_list('sentence_words'))} )+")
LONGEST_BEFORE = 90
"""Code points before the last word of a name that are looked at."""


def laws_and_events(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and type of each, in no order; some may overlap."""
    held = capital_words(text) | ({"v."} if " v. " in text else set())
    for label, needles, pattern in _patterns():
        for match in () if held.isdisjoint(needles) else pattern.finditer(text):
            start, end = match.span()
            if "last" in match.re.groupindex:
                head = start + len(" ")
                start = _start(text, head)
                if start == head:
                    continue
            if not _is_match(match[0]):
                yield start, end, label
            listed = _LISTED.match(text, end) if label == "LAW" else None
            if listed:
                yield *listed.span(1), label


def _is_match(name: str) -> bool:
    """Whether it is a match of two countries, and no case: ``England v. Wales``."""
    return any(countries.find(side) for side in name.split(" v. ")[1:])


def _start(text: str, head: int) -> int:
    """Where the name begins that has its last word at ``head``."""
    run = _RUN.search(text, max(0, head - LONGEST_BEFORE), head)
    if not run:
        return head
    small = _NOT_FIRST.match(text, run.start(), head)
    return small.end() if small else run.start()


@cache
def _patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Each with its type, and with words of which a text holds one that it can be found in."""
    rows = [
        (label, place, listed.split(", ")) for label, place, listed in table("law_and_event_words")
    ]
    before = {
        "last": r" (?<=\w )(?P<last>",
        "first of": rf"{_BEGINS}(?:",
        "whole": rf"{_BEGINS}(?:",
    }
    behind = {"last": rf"){_ENDS}", "first of": f"){_OF}", "whole": rf"){_ENDS}"}
    year = {"LAW": _YEAR, "EVENT": ""}
    listed = (
        (
            label,
            frozenset(one.split(" ")[0] for one in heads),
            before[place] + any_of(heads) + behind[place] + year[label],
        )
        for label, place, heads in rows
    )
    others = (
        ("LAW", frozenset(["v."]), f"{_BEGINS}{_CASE}"),
        (
            "EVENT",
            frozenset(["Tour", "Giro", "Vuelta", "COP", "Expo", "EXPO", "Euro", "World"]),
            f"{_BEGINS}(?:{_EVENT}){_ENDS}",
        ),
    )
    return tuple(
        (label, needles, re.compile(pattern)) for label, needles, pattern in (*listed, *others)
    )
