"""The grammar of who said a quote: patterns over text whose names and quotes are masked."""

import re

from services.tagging.names import any_of, word_list

PERSON, ORGANISATION, QUOTED = "\ue000", "\ue001", "\ue002"
"""Masks: a name or a quote becomes as many of these as it has code points, so that offsets hold.
They are of Unicode's private use area."""

_VERB = any_of(word_list("speech_words") | word_list("quote_words"))
_NAME = rf"(?P<who>{PERSON}++|{ORGANISATION}++)(?![\w’'-])"
_CAPITAL = r"[A-Z][\w.’'/-]*"
_WORD = rf"(?!{any_of(word_list('clause_words'))}\b)[\w.’'/-]+,?\s"
_TITLES = rf"(?:{_CAPITAL}\sof\s(?:the\s)?|[{PERSON}{ORGANISATION}]++\s|{_WORD}){{0,7}}?"
_MORE = rf"\s(?:[a-z-]+\s){{0,3}}{PERSON}"  # "said Putin spokesman Dmitry Peskov"
_ASIDE = r"(?:,[^,.;\ue002]{2,80},|,?\s\([^()]{1,40}\))?"
_ADVERB = r"(?:\w+ly\s|also\s|then\s|later\s|further\s|has\s|had\s|have\s){0,2}"

BEHIND = (
    re.compile(rf"\s*{_VERB}\s{_TITLES}(?P<who>{PERSON}++)(?![\w’'-])(?!{_MORE})"),
    re.compile(rf"\s*{_VERB}\s(?:the\s)?{_NAME}(?!\s{_CAPITAL}|{_MORE})"),
    re.compile(rf"\s*(?:the\s)?(?:{_CAPITAL}\s){{0,4}}{_NAME}{_ASIDE}\s{_ADVERB}{_VERB}\b"),
    re.compile(rf"\s*according to\s(?:the\s)?{_TITLES}{_NAME}"),
)
"""Who said it, right behind a quote: ``said X``, ``X said``. The speaker is the group ``who``."""

PRONOUN_BEHIND = re.compile(rf"\s*(?:(?:he|she)\s{_ADVERB}{_VERB}|{_VERB}\s(?:he|she))\b")
"""``he said``, ``said she`` right behind a quote."""

_START = (
    r"(?:^|(?<=[.!?:]\s)|(?<=\ue002\s))"
    r"(?:(?:But|And|In|On|At|Also|Later)\b[^.;\ue000\ue001]{0,40}\s)?"
)
_REST = r"(?:\s[^.!?;\ue002]{0,80})?[,:]?\s*$"
BEFORE = (
    re.compile(rf"{_START}(?:the\s|The\s)?{_TITLES}{_NAME}{_ASIDE}\s{_ADVERB}{_VERB}\b{_REST}"),
    re.compile(rf"{_START}According to\s(?:the\s)?{_TITLES}{_NAME}{_ASIDE},\s*$"),
)
"""Who said it, before a quote and up to its opening mark: ``X said:``, ``X called it``."""

PRONOUN_BEFORE = re.compile(rf"{_START}(?:He|She|he|she)\s{_ADVERB}{_VERB}\b{_REST}")
"""``He said`` before a quote, up to its opening mark."""

ENDS = re.compile(r"[^.!?;\ue000\ue001]{0,80}[.,:]?\s*$")
"""What may stand between a quote and the next one of the same speaker."""
