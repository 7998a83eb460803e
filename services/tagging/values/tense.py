"""Tells whether a sentence speaks of what has happened or of what is to come on a date in it."""

import re
from typing import Literal

from services.tagging.names import any_of, line_list, word_list

Tense = Literal["past", "future", "possible"]
"""``possible`` is what may come: ``could close``, ``if it opens``."""

_BEFORE_A_BASE = (
    *("be", "being", "is", "are", "to", "not", "will", "would", "shall"),
    *("must", "may", "might", "could", "should", "can"),
)
_NO_PAST = "".join(rf"(?<!\b{word} )" for word in _BEFORE_A_BASE)
_PAST = (
    r"(?:was|were|held|kept|stayed|remained) open|(?:will|would|could|should|might|may|must) have"
    rf"|{_NO_PAST}(?:{any_of(word_list('past_verbs'))}"
    r"|(?!need|indeed|\w*ceed|hundred|united)\w{2,}ed)"
    r"|(?:attack|shooting|crash|accident|fire|blast|explosion|arrest|death|killing|murder|incident"
    r"|earthquake|storm|collapse|fight)s? (?:on|of)$"
)
_CONTROL = (
    r"(?:agreed|voted|vowed|pledged|promised|hopes?|hoped|intend(?:s|ed)?|wants?|ordered|urged"
    r"|invited|ready|prepar\w+|threaten\w*|aims?|agree|vote|set) to [a-z]+"
)
_CUES = re.compile(
    rf"\b(?:(?P<control>{_CONTROL})|(?P<past>{_PAST})"
    rf"|(?P<future>{any_of(line_list('future_phrases'))})"
    rf"|(?P<possible>{any_of(line_list('possible_phrases'))})(?: \w+)?)\b|(?P<will>['’]ll\b)"
)
_FUTURE_PARTICIPLES = frozenset(["expected", "scheduled", "planned", "slated"])
_SAID = re.compile(r"\b(?:said|told|announced|reported)(?: [a-z]+)? (?:on )?$|\b(?:said|told)$")
_LIMIT = re.compile(r"\b(?:until|till|by|before|through)(?: the)? $")
_MOVED = re.compile(
    r"\b(?:extended|postponed|delayed|deferred|adjourned|rescheduled|moved|pushed|brought)\b"
    r"(?: \w+){0,4} (?:to|for|until|till|back to|forward to) $|\b(?:had|has|have|given) until $"
)
_INFINITIVE = re.compile(r"\bto (?!the\b|a\b|an\b|his\b|her\b|their\b|its\b)[a-z]+\b[^,]*$")
_NAMES = re.compile(r"\bWill(?= [A-Z])|(?<!^)\bMay\b")
_SPEECH = re.compile(r"\b(?:said|told|announced)\b")


def tense(before: str, after: str) -> Tense | None:
    """The tense in which a sentence speaks of a date, None where nothing tells.

    ``before`` and ``after`` are the sentence around the date. The cue nearest before the date
    decides; only where there is none, the first one behind it.
    """
    before, after = (_NAMES.sub("", part).casefold() for part in (before, after))
    before = " ".join(before.split()) + " " if before.strip() else ""
    if _SAID.search(before):
        return "past"
    if _MOVED.search(before):
        return "future"
    found = [_of(match) for match in _CUES.finditer(before.rstrip())]
    if _LIMIT.search(before):
        return "past" if found and found[-1] == "past" else "future"
    if found:
        return found[-1]
    clause = _SPEECH.split(after, maxsplit=1)[0]
    behind = _CUES.search(" ".join(clause.split()))
    if behind:
        return _of(behind)
    return "future" if _INFINITIVE.search(before) else None


def _of(cue: re.Match[str]) -> Tense:
    kind = cue.lastgroup
    if kind == "past":
        return "future" if cue["past"] in _FUTURE_PARTICIPLES else "past"
    return "possible" if kind == "possible" else "future"
