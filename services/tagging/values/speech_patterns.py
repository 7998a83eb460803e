"""The grammar of who said a quote: patterns over text whose names and quotes are masked."""

import re

from services.tagging.names import any_of, word_list

PERSON, ORGANISATION, QUOTED = "\ue000", "\ue001", "\ue002"
"""Masks: a name or a quote becomes as many of these as it has code points, so that offsets hold.
They are of Unicode's private use area."""

_VERBS = word_list("speech_words") | word_list("quote_words")
_VERB = any_of(_VERBS)
_PHRASAL = (
    r"(?:(?:chimed|joined|cut|butted|broke|weighed|piped|jumped) in|(?:shot|hit|fired|snapped) back"
    r"|(?:called|cried|blurted) out|(?:piped|spoke|summed) up|(?:went|carried|goes) on)"
)
_IRREGULAR = r"(?:began|begins|spat|swore|sang|wept|wrote|went|goes|put|read|bit|shot|ran)"
_ANY_VERB = rf"(?:{_PHRASAL}|{_VERB}|{_IRREGULAR}|(?!need|inde|\w*ceed)[a-z]{{2,}}ed)"
"""A verb of speech, or the past of any verb, as only a speaker has it behind a comma."""

_WHOLE = r"(?![\w’'-])"
_NAME = rf"(?P<who>{PERSON}++|{ORGANISATION}++){_WHOLE}"
_CAPITAL = r"[A-Z][\w.’'/-]*"
_STOP = any_of(word_list("clause_words") | _VERBS)
_WORD = rf"(?!{_STOP}\b)(?:(?:[A-Z][\w’'/-]{{0,4}}\.)+|[\w’'/-]+),?\s"
_TITLES = (
    rf"(?:{_CAPITAL}\sof\s(?:the\s)?|(?:{PERSON}++|{ORGANISATION}++)(?:['’]s?)?\s|{_WORD}){{0,7}}?"
)
_OFFICE = r"(?:(?:his|her|their|its)\s(?:[\w’'-]+\s){0,3}[\w’'-]+,?\s)?"
_MORE = rf"\s(?:[a-z-]+\s){{0,3}}{PERSON}"  # "said Putin spokesman Dmitry Peskov"
_ASIDE = r"(?:,[^.;:\n\ue002]{2,120}?,|,?\s\([^()]{1,40}\)|,\s\d{1,3})?"
_PHRASE = (
    r"(?:(?:the|an?|his|her|their|its)\s[^,.;:\n\ue000\ue002]{2,60}"
    r"|[\ue000\ue001]++['’]s?\s[\w -]{2,40}),\s"
)
_ADVERB = r"(?:\w+ly\s|also\s|then\s|later\s|further\s|once\s|has\s|had\s|have\s|was\s){0,2}"
_LEAD = r"\s*(?:,|[—–-]{1,2})?\s*"


def _behind(verb: str) -> tuple[re.Pattern[str], ...]:
    return (
        re.compile(rf"{_LEAD}{verb}\s{_OFFICE}{_TITLES}(?P<who>{PERSON}++){_WHOLE}(?!{_MORE})"),
        re.compile(rf"{_LEAD}{verb}\s(?:the\s)?{_NAME}(?!\s{_CAPITAL}|{_MORE})"),
        re.compile(
            rf"{_LEAD}(?:the\s|a\s|an\s)?{_OFFICE}{_TITLES}{_NAME}{_ASIDE}\s{_ADVERB}{verb}\b"
        ),
        re.compile(rf"{_LEAD}{verb}\s{_PHRASE}{_NAME}(?=[,.;]|\s?$|\s(?:in|on|at|who)\b)"),
        re.compile(
            rf"{_LEAD}{_PHRASE}(?:{_CAPITAL}\s)?{_NAME}(?:,(?:\s[^.;:\n\ue002]{{2,80}}?,)?)?"
            rf"\s{_ADVERB}{verb}\b"
        ),
    )


BEHIND = (
    *_behind(_VERB),
    re.compile(rf"{_LEAD}according to\s(?:the\s)?{_OFFICE}{_TITLES}{_NAME}"),
    re.compile(rf"\s*[—–-]{{1,2}}\s*(?:the\s)?{_TITLES}{_NAME}(?=\s*(?:$|[,(\n.]))"),
)
"""Who said it, right behind a quote: ``said X``, ``X said``, ``— X``. The speaker is the group
``who``."""

BEHIND_COMMA = _behind(_ANY_VERB)
"""Who said it, right behind a quote with a comma inside or outside: any past verb is one of
speech."""

PRONOUN_BEHIND = re.compile(
    rf"{_LEAD}(?:(?P<who>he|she)\s{_ADVERB}{_VERB}|{_VERB}\s(?P<whom>he|she))\b"
)
"""``he said``, ``said she`` right behind a quote."""

_DESCRIPTION = r"(?P<noun>(?:(?!that\b)[\w’'-]+\s){1,4}?)"
NOUN_BEHIND = re.compile(
    rf"{_LEAD}(?:the\s{_DESCRIPTION}{_ADVERB}{_VERB}\b"
    rf"|{_VERB}\sthe\s(?P<noun_last>[\w’'-]+(?:\s(?!{_STOP}\b)[\w’'-]+){{0,3}}))",
)
"""``the mayor said``, ``said the mayor`` right behind a quote."""

_START = (
    r"(?:^|(?<=[.!?:]\s)|(?<=\ue002\s)|(?<=\n))"
    r"(?:(?:But|And|Also|Later|Then|Still|Yesterday|(?:On|In|Last|This)\s\w+),?\s"
    r"|(?:while|and|but)\s|[A-Z]\w*\s[^.;:\n\ue000\ue002]{0,80},\s)?"
)
_REST = r"(?:\s[^.!?;\ue002]{0,80})?[,:]?\s*$"
BEFORE = (
    re.compile(
        rf"{_START}(?:the\s|The\s)?(?:{_OFFICE}|(?:His|Her|Their|Its)\s){_TITLES}"
        rf"{_NAME}{_ASIDE}\s{_ADVERB}{_VERB}\b{_REST}"
    ),
    re.compile(rf"{_START}[Aa]s\s{_TITLES}{_NAME}{_ASIDE}\s{_ADVERB}(?:puts?|{_VERB})\b{_REST}"),
    re.compile(rf"{_START}According to\s(?:the\s)?{_TITLES}{_NAME}{_ASIDE},\s*$"),
)
"""Who said it, before a quote and up to its opening mark: ``X said:``, ``X called it``."""

PRONOUN_BEFORE = re.compile(rf"{_START}(?P<who>He|She|he|she)\s{_ADVERB}{_VERB}\b{_REST}")
"""``He said`` before a quote, up to its opening mark."""

NOUN_BEFORE = re.compile(rf"{_START}[Tt]he\s{_DESCRIPTION}{_ADVERB}{_VERB}\b{_REST}")
"""``The mayor said`` before a quote, up to its opening mark."""

OPEN_ENDED = re.compile(
    r"(?:\s(?:on|in|at|during|after|before|last|this|earlier|later|to|of|[A-Z][a-z]+day)\b|[.,]|\s*$)"
)
"""What follows ``X said`` where it belongs to the quote that a full stop ends before it."""

SPEAKING_WORDS = _VERBS | {"put", "puts"}
"""Words of which the patterns above have one, behind all of ``NOT_BEHIND_SPEAKING``, or they have
"According"."""

NOT_BEHIND_SPEAKING = ".!?;\ue002"

_COLON = (
    r"(?::|\b(?:saying|adding|telling\s[^:]{1,40}?|writing|warning|insisting|arguing|declaring"
    r"|noting|stating|explaining|shouting|asking)(?:\sthat)?,?)\s*$"
)
COLON_ENDS = re.compile(_COLON)
"""A colon or ``saying`` before a quote. It stands in the last ``LONGEST_COLON`` code points."""

LONGEST_COLON = 60

COLON = re.compile(rf"(?:^|(?<=[.!?]\s)|(?<=\n))(?P<sentence>[^\n.!?\ue002]{{0,240}}){_COLON}")
"""The sentence that a colon or ``saying`` before a quote ends."""

NO_SPEAKER = re.compile(
    rf"(?:\b(?:to|at|about|of|against|for|with|on|near)|\w\s{_VERB})\s(?:[\w’'.-]+\s){{0,3}}$"
)
"""What stands before a name that does not speak: ``a letter to X read:``."""

SPEECH = re.compile(rf"\b(?:{_VERB}|saying|adding|telling|writing|warning|insisting|arguing)\b")
"""A verb of speech anywhere."""

SPOKE = re.compile(
    rf"(?:^|(?<=[.!?]\s))(?:the\s|The\s)?{_TITLES}(?P<who>{PERSON}++){_WHOLE}"
    rf"{_ASIDE}\s{_ADVERB}{_VERB}\b"
)
"""A sentence that begins with who speaks: ``X said that it rained.``"""

ENDS = re.compile(r"[^.!?;\ue000\ue001]{0,80}[.,:]?\s*$|[^.!?;:]{0,120}[.,]\s*$")
"""What may stand between a quote and the next one of the same speaker."""
