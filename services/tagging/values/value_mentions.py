"""Decides which spans are dates and sums of money: a model calls ages dates, and weights sums."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from services.tagging.mentions.boundaries import Cover, Field, Span, without_overlaps
from services.tagging.names import any_of, word_list
from services.tagging.values.dates import is_date
from services.tagging.values.money import find_sums

SUM_CONFIDENCE = 0.95
"""Confidence of a sum that its form alone shows, set by hand: the form leaves no doubt."""

SENTENCE = 80
"""Code points on each side of a number of pounds that are read as its sentence."""

LARGE = 100_000
"""Pounds from which on nothing else need tell that they are money."""

_MAY_HOLD_SUMS = frozenset(["WORK_OF_ART", "EVENT", "LAW", "PRODUCT"])
"""Types of names that a sum may be a part of: ``The $64,000 Question``."""

_AGE = re.compile(
    r"(?:(?:aged?|the age of|about|around|just|only|over|under)\s)*"
    r"(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)"
    r"(?:[\s-](?:years?|months?|weeks?|days?)[\s-]olds?|\syears of age)"
    r"|(?:aged?\s|the age of\s)?\d{1,3}"
    r"|(?:in\s)?(?:his|her|their)\s(?:(?:early|mid|late)[\s-])?(?:teens|[a-z]+ties|\d0['’]?s)",
    re.IGNORECASE,
)
_POUNDS = re.compile(r"(?:^|[\s-])(?:pounds?|lbs?)\.?$", re.IGNORECASE)
_STERLING = re.compile(r"million|billion|trillion|sterling|£", re.IGNORECASE)
_PAID = re.compile(rf"\b{any_of(word_list('payment_words'))}\b", re.IGNORECASE)
_CUES = re.compile(
    rf"\b(?:(?P<paid>{any_of(word_list('payment_words'))})|{any_of(word_list('weight_words'))})\b"
    rf"|\b(?:an?|the) (?!{any_of(word_list('payment_words'))}\b)[\w-]+ of $",
    re.IGNORECASE,
)
_OF_THINGS = re.compile(
    r"\s(?:of|off)\s(?!(?:public|government|tax\w*|fines?|debts?|his|her)\b)[a-z]"
)
_EACH = re.compile(r"\s(?:a|per|an)\s(?:week|month|year|day|hour|head|person|ticket|night|share)\b")
_PER_INCH = re.compile(r"[\s-](?:per square|heavier|lighter|overweight)\b")
_BRITISH = re.compile(r"£|\b(?:Britain|British|UK|U\.K\.|England|English|London|Scot\w+|Wales)\b")
_BETWEEN = re.compile(r",\s+|\s+(?:and|or|to|through|until|[–—-])(?:\s+on)?\s+")
_DAY = re.compile(r"\d|today|yesterday|tomorrow|['’]s (?:Eve|Day)", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d,]*")


def settle_values(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans without ages and weights, and with the sums that their form alone shows.

    A span of several dates becomes one of each. In order, none overlapping. Such a sum replaces
    the spans that it overlaps.
    """
    spans = [one for one in spans if not _is_age_or_weight(texts, one)]
    spans = [part for one in spans for part in _dates(texts[one.field], one)]
    sums = list(_sums(texts))
    if not sums:
        return without_overlaps(spans)
    starts = {(one.field, one.start) for one in sums}
    titles = (
        one for one in spans if one.label in _MAY_HOLD_SUMS and (one.field, one.start) not in starts
    )
    sums = list(filter(Cover(texts, titles).is_free, sums))
    return without_overlaps([*sums, *filter(Cover(texts, sums).is_free, spans)])


def _sums(texts: Mapping[Field, str]) -> Iterator[Span]:
    for field, text in texts.items():
        for one in find_sums(text):
            if not _is_weight(text, one.start, one.end):
                yield Span(field, one.start, one.end, "MONEY", SUM_CONFIDENCE)


def _is_age_or_weight(texts: Mapping[Field, str], span: Span) -> bool:
    text = texts[span.field]
    if span.label == "MONEY":
        return _is_weight(text, span.start, span.end)
    return span.label == "DATE" and bool(_AGE.fullmatch(text, span.start, span.end))


def _is_weight(text: str, start: int, end: int) -> bool:
    """Whether a number of pounds is a weight. In doubt it is, unless the text is British."""
    written = text[start:end]
    if not _POUNDS.search(written):
        return False
    before = text[max(0, start - SENTENCE) : start].rpartition(". ")[2].rpartition("\n")[2]
    if _PER_INCH.match(text, end) or _OF_THINGS.match(text, end):
        return True
    if _STERLING.search(written):
        return False
    cues = [cue["paid"] for cue in _CUES.finditer(before)]
    if cues:
        return not cues[-1]
    if _EACH.match(text, end) or _PAID.match(text, end + 1):
        return False
    digits = _DIGITS.search(written)
    is_large = digits is not None and int(digits[0].replace(",", "")) >= LARGE
    return not is_large and not _is_british(text)


@lru_cache(2)  # title and body
def _is_british(text: str) -> bool:
    return _BRITISH.search(text) is not None


def _dates(text: str, span: Span) -> Iterator[Span]:
    """The dates of a span that joins several, such as ``Oct. 3 and Oct. 4``, else the span."""
    written = text[span.start : span.end]
    if span.label != "DATE" or is_date(written):
        yield span
        return
    gaps = list(_BETWEEN.finditer(written))
    starts = [0, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(written)]
    parts = [written[start:end] for start, end in zip(starts, ends, strict=True)]
    if len(parts) > 1 and all(_DAY.search(part) and is_date(part) for part in parts):
        for start, end in zip(starts, ends, strict=True):
            yield replace(span, start=span.start + start, end=span.start + end)
    else:
        yield span
