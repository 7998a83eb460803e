"""Takes out of spans what names nothing in an article: codes such as tickers, hashtags and handles,
and who is credited for it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.names import any_of, word_list

_EXCHANGE = any_of(word_list("exchanges"))
_ENDING = any_of(word_list("exchange_endings"))
TICKER = rf"\((?:{_EXCHANGE}\s?:\s?[A-Z0-9.-]{{1,12}}|[A-Z0-9]{{1,6}}\.{_ENDING})\)"
"""A pattern of a firm's letters in brackets, with its exchange."""

_CODES = {
    "(": re.compile(TICKER),
    "<": re.compile(r"<[A-Z]{1,6}(?:\.[A-Z]{1,2})?>"),
    "#": re.compile(r"#(?<![\w/]#)\w+"),
    "@": re.compile(r"(?<![\w/])@\w+|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"),
    "://": re.compile(r"https?://\S+"),
    "www.": re.compile(r"\bwww\.\S+"),
    ".co": re.compile(r"\b(?:pic\.twitter\.com|t\.co)/\S+"),
}
"""Patterns of codes, by what a text without such a code lacks: looking for that costs nothing."""

_DASH = r" ?(?:--?|[—–:])\s"
_CREDIT = r"(?P<credit>[(\[/](?P<agency>[A-ZÀ-Þ][^()\[\]\n]{1,40})[)\]/])" + _DASH
_SOME_CREDIT = re.compile(_CREDIT)
_DATELINE_CREDIT = re.compile(
    r"^[ \t]*(?P<place>[A-ZÀ-Þ][\w'’./-]+(?: [A-ZÀ-Þ][\w'’./-]*){0,3})"
    r"(?:, [^()\[\]\n]{2,40}?)?(?:,? [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?"
    rf" ?{_CREDIT}",
    re.MULTILINE,
)
_CREDITS = {
    "(": re.compile(rf"\A\s*\([A-ZÀ-Þ][^()\n]{{1,40}}\){_DASH}"),
    "": re.compile(
        r" (?<=[.!?] )(?:\([A-ZÀ-Þ][^().\n]{1,40}\)|[—–-]{1,2} ?"
        r"[A-ZÀ-Þ][\w'’&.-]*(?: [A-ZÀ-Þ][\w'’&.-]*){0,3})\s*\Z"
    ),
    " contributed to this ": re.compile(
        r"(?:^|(?<=[.!?”\"] ))[A-ZÀ-Þ][^.,\n]{1,40}"
        r" contributed to this (?:article|report|story)\b",
        re.MULTILINE,
    ),
}
"""Who is credited where the article begins and ends, by what a text without such a credit lacks."""

Ranges = Mapping[Field, Sequence[tuple[int, int]]]
"""Starts and ends of each field's codes, in order, none overlapping."""


def codes_in(texts: Mapping[Field, str]) -> Ranges:
    """Where the codes and credits of an article are."""
    return {field: list(_codes(text)) for field, text in texts.items()}


def _codes(text: str) -> Iterator[tuple[int, int]]:
    found = [
        match.span()
        for part, pattern in _CODES.items()
        if part in text
        for match in pattern.finditer(text)
    ]
    found += _credits(text)
    free = 0
    for start, end in sorted(found):
        if start >= free:
            yield start, end
            free = end


def _credits(text: str) -> Iterator[tuple[int, int]]:
    """``Reuters`` in ``PARIS (Reuters) -`` and its like; a place in brackets is none."""
    for match in _DATELINE_CREDIT.finditer(text) if _SOME_CREDIT.search(text) else ():
        place, agency = match["place"], match["agency"]
        if (place.isupper() or _is_place(place)) and not _is_place(agency):
            yield match.span("credit")
    for part, pattern in _CREDITS.items():
        if part in text:
            yield from (match.span() for match in pattern.finditer(text))


def _is_place(name: str) -> bool:
    return bool(countries.find(name) or places.find(name))


def is_outside(span: Span, codes: Ranges) -> bool:
    """Whether a span shares nothing with a code."""
    some = codes[span.field]
    at = bisect_left(some, (span.end,)) - 1
    return at < 0 or some[at][1] <= span.start


def without_codes(spans: Iterable[Span], codes: Ranges) -> Iterator[Span]:
    """The spans, of names only what lies outside of codes."""
    starts = {field: [start for start, _ in some] for field, some in codes.items()}
    for span in spans:
        some = codes[span.field]
        if span.label not in NAME_LABELS or not some:
            yield span
            continue
        begin = span.start
        at = max(0, bisect_right(starts[span.field], span.start) - 1)
        while at < len(some) and some[at][0] < span.end:
            start, end = some[at]
            if begin < start:
                yield replace(span, start=begin, end=start)
            begin = max(begin, end)
            at += 1
        if begin < span.end:
            yield replace(span, start=begin)
