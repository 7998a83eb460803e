"""Finds names by their layout where a model reads badly: datelines, tickers, rosters, tables."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from services.tagging.kb import countries, places
from services.tagging.mentions.boundaries import NAME_LABELS, Cover, Field, Span, without_overlaps
from services.tagging.mentions.codes import TICKER
from services.tagging.mentions.evidence.capitals import capital_words
from services.tagging.mentions.evidence.results import results
from services.tagging.mentions.evidence.sure_names import sure_names
from services.tagging.mentions.no_names import without_no_names
from services.tagging.mentions.type_cues import first_words, head_type
from services.tagging.names import any_of, surname, words

LAYOUT_CONFIDENCE = 0.93
"""Confidence of a name that layout or sure words show: of 337 such entities of unseen labelled
articles this share was right."""

LEAST_ROWS = 3
"""Rows of the shortest table."""

LONGEST_ROW = 200
"""Code points of the longest row. In a longer line of numbers the pattern takes the square of its
length."""

LEAST_ROSTER = 4
"""Persons that a model finds in the shortest line that lists people."""

_DATELINE = re.compile(
    r"^[ \t]*([A-ZÀ-Ý][A-ZÀ-Ý'.-]+(?: [A-ZÀ-Ý][A-ZÀ-Ý'.-]*){0,3})"
    r"(?:, [A-Z][\w. ]{1,25}?)?,?"
    r"(?: (?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2}\b|\([A-Z][\w ./-]{1,30}\)) ?[^a-z]"
    r"|:\s| ?[—–_] ?)",
    re.MULTILINE,
)
_TICKER = re.compile(f" {TICKER}")
_FIRM_BEFORE = re.compile(r"(?:(?:[A-Z0-9][\w&'’-]*|[A-Z]\.|&) ){0,6}[A-Z0-9][\w&.'’-]*$")
LONGEST_FIRM = 80
"""Code points before a ticker that are looked at for the firm's name."""

_STORMS = [one.title() for one in first_words("EVENT") if one != "operation"]
_SHIPS = [one.upper() for one in first_words("PRODUCT")]
_BY_FIRST_WORD = re.compile(
    rf"(?=[A-Z])\b(?:(?:Tropical )?{any_of(_STORMS)} [A-ZÀ-Þ][\w-]+(?! [A-Z])"
    r"|Operation(?: [A-Z][\w-]+){1,3}"
    rf"|{any_of(_SHIPS)}(?: (?:[A-Z]\.|[A-Z][\w-]+)){{1,4}})"
)
_FIRST_WORDS = frozenset([*_STORMS, "Operation", *_SHIPS])
_LINE = re.compile(r"[^\n]+")
_ROW = re.compile(r"(?:\d{1,2}\.? )?([A-ZÀ-Ý0-9][\w.'’/& -]*?[\w.])((?: [+-]?\d[\d.:,-]*){2,})$")
_ROSTER_NAME = re.compile(
    r"(?=[A-ZÀ-Ý])(?:(?<=[,;:(–-] )|(?<=\d[ -] )|(?<=\())[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}"
    r"(?= ?[,;()]| \d| and |\.$|$)"
)


def add_layout_mentions(texts: Mapping[Field, str], spans: Iterable[Span]) -> list[Span]:
    """The spans, and the names that datelines, tickers, tables and rosters of the body show.

    In order, none overlapping. Rows of a table, storms and ships replace the spans that they
    overlap.
    """
    spans = without_no_names(texts, spans)
    text = texts["body"]
    in_body = [one for one in spans if one.field == "body"]
    first = list(_by_first_word(texts))
    sure = (replace(one, confidence=LAYOUT_CONFIDENCE) for one in sure_names(texts, spans))
    named = [*first, *sure]
    certain = without_overlaps([*_rows(text, in_body), *_teams(text, in_body), *named])
    kept = list(filter(Cover(texts, certain).is_free, spans)) if certain else spans
    written = {one: texts[one.field][one.start : one.end] for one in named}
    short = {words(name): one.label for one, name in written.items()}
    short |= _short_forms(written[one] for one in first)
    short |= {
        (part,): "PERSON"
        for one, name in written.items()
        if one.label == "PERSON" and len(words(name)) > 1
        for part in (surname(words(name)), *_eastern_surname(name))
    }
    if short:
        kept = [_by_short_form(texts[one.field], one, short) for one in kept]
    shown = [*_datelines(text), *_listed_firms(text), *_roster(text, in_body)]
    new = filter(Cover(texts, kept).is_free, shown) if shown else ()
    return without_overlaps([*certain, *kept, *new])


def _eastern_surname(name: str) -> Iterator[str]:
    """``moon`` of ``Moon Jae-in``, whose surname comes first."""
    first, _, rest = name.partition(" ")
    if "-" in rest and rest.partition("-")[2].islower():
        yield first.casefold()


def _short_forms(names: Iterable[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What storms, operations and ships are called without their first word, as words, and the type
    of each."""
    for name in map(words, names):
        rest = name[2:] if name[:2] == ("tropical", "storm") else name[1:]
        label = head_type(name)
        if rest and label:
            yield rest, label
            yield rest[-1:], label


def _by_short_form(text: str, span: Span, short: Mapping[tuple[str, ...], str]) -> Span:
    label = short.get(words(text[span.start : span.end]))
    if label is None or span.label not in NAME_LABELS:
        return span
    return replace(span, label=label, confidence=LAYOUT_CONFIDENCE)


def _datelines(text: str) -> Iterator[Span]:
    for match in _DATELINE.finditer(text):
        dated = any(letter.isdigit() for letter in match[0])
        if dated or countries.find(match[1]) or places.find(match[1]):
            yield Span("body", match.start(1), match.end(1), "GPE", LAYOUT_CONFIDENCE)


def _listed_firms(text: str) -> Iterator[Span]:
    """Firms by the letters behind them: ``General Mills (NYSE: GIS)``."""
    for ticker in _TICKER.finditer(text):
        end = ticker.start()
        name = _FIRM_BEFORE.search(text, max(0, end - LONGEST_FIRM), end)
        if name:
            yield Span("body", name.start(), end, "ORG", LAYOUT_CONFIDENCE)


def _by_first_word(texts: Mapping[Field, str]) -> Iterator[Span]:
    """Storms, operations and ships, which a model cuts or takes for people: ``Storm Agda``."""
    for field, text in texts.items():
        may_be = not _FIRST_WORDS.isdisjoint(capital_words(text))
        for match in _BY_FIRST_WORD.finditer(text) if may_be else ():
            label = head_type(words(match[0])) or "EVENT"
            yield Span(field, match.start(), match.end(), label, LAYOUT_CONFIDENCE)


def _teams(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The teams of lists of results, all of one type."""
    for listed in results(text):
        label = _label_of(text, listed, spans) or "ORG"
        yield from (Span("body", start, end, label, LAYOUT_CONFIDENCE) for start, end in listed)


def _rows(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The first column of tables: rows of a name and numbers, all of one type. ``spans`` are the
    body's, in order, none overlapping."""
    lines = [
        (line.start(), _ROW.match(line[0]) if len(line[0]) <= LONGEST_ROW else None)
        for line in _LINE.finditer(text)
    ]
    for is_row, group in groupby(lines, key=lambda one: one[1] is not None):
        rows = [(start + row.start(1), start + row.end(1)) for start, row in group if row]
        if is_row and len(rows) >= LEAST_ROWS:
            label = _label_of(text, rows, spans)
            if label:
                yield from (
                    Span("body", start, end, label, LAYOUT_CONFIDENCE) for start, end in rows
                )


def _label_of(text: str, names: Sequence[tuple[int, int]], spans: Sequence[Span]) -> str | None:
    """The type of a list's names: of countries if most are, else as the model has them."""
    if sum(countries.find(text[start:end]) is not None for start, end in names) * 2 > len(names):
        return "GPE"
    starts, ends = [one.start for one in spans], [one.end for one in spans]
    seen = Counter(
        span.label
        for start, end in names
        for span in spans[bisect_right(ends, start) : bisect_left(starts, end)]
    )
    people, teams = seen["PERSON"], seen["ORG"] + seen["GPE"] + seen["LOC"] + seen["FAC"]
    if not people + teams:
        return None
    return "PERSON" if people > teams else "ORG"


def _roster(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """People in lines that list many of them, such as line-ups and casts."""
    people = [one for one in spans if one.label == "PERSON"]
    if len(people) < LEAST_ROSTER:
        return
    starts, ends = [one.start for one in people], [one.end for one in people]
    for line in _LINE.finditer(text):
        known = bisect_right(ends, line.end()) - bisect_left(starts, line.start())
        if known >= LEAST_ROSTER:
            for name in _ROSTER_NAME.finditer(line[0]):
                start = line.start() + name.start()
                yield Span("body", start, line.start() + name.end(), "PERSON", LAYOUT_CONFIDENCE)
