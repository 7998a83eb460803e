"""What tells the event of an article: its words, names, numbers and days, counted once.

Everything here is read from title and body alone, so that it does not change with what tagging
knows. English endings are cut, other languages keep their words as they are written.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import pairwise

from schemas.articles import EnrichedArticle

MOST_CHARACTERS = 6_000
"""Of a body that are read: an article says early what it is about."""
LEAD_WORDS = 60
_WORD = re.compile(r"\d[\d.,/:-]*\d|\d|[^\W\d_]+(?:['’][^\W\d_]+)?")
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][\w’'.-]*"
_NAME = re.compile(rf"{_CAPITAL}(?:\s(?:(?:of|the|de|al|bin|van|von)\s)?{_CAPITAL})*")
_ENDS = frozenset('.!?\n“"„«')
_SUFFIXES = ("ing", "edly", "ed", "ies", "es", "s", "ly")
_LEAST_STEM = 4
STOP_WORDS = frozenset(
    files("services.stories").joinpath("data", "stop_words.txt").read_text("utf-8").split()
)
"""Words of every article, in English."""
_WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS = {name: number for number, name in enumerate(_WEEKDAY_NAMES)}
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS = {
    written: number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for written in (name, name[:3])
} | {"sept": 9}
_LAST_DAY = 31

Terms = Mapping[str, int]
"""How often each term stands in the article."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of one article. ``day`` counts from the year 1; None without a date."""

    article_id: str
    day: int | None
    outlet: str | None
    length: int
    """Words of the body, as far as it was read."""
    words: Terms
    lead: Terms
    title: Terms
    names: Terms
    """Capitalised phrases in lower case, and with ``_`` before it each word of a longer one."""
    numbers: Terms
    weekdays: frozenset[int]
    dates: frozenset[tuple[int, int]]
    """Month and day, as named in the text."""


def read_clues(article: EnrichedArticle) -> Clues:
    """The clues of an article, which may lack title, date and outlet."""
    body, title = article.body[:MOST_CHARACTERS], article.title or ""
    written = _WORD.findall(body)
    stems = [stem(word) for word in written]
    lower = [word.lower() for word in written]
    return Clues(
        article_id=article.article_id,
        day=_day(article),
        outlet=article.domain or article.source,
        length=len(written),
        words=Counter(w for w in stems if _tells(w) and not w[0].isdigit()),
        lead=Counter(w for w in stems[:LEAD_WORDS] if _tells(w)),
        title=Counter(w for w in map(stem, _WORD.findall(title)) if w not in STOP_WORDS),
        names=_names(f"{title}\n{body}"),
        numbers=Counter(w for w in lower if w[0].isdigit()),
        weekdays=frozenset(_WEEKDAYS[w] for w in lower if w in _WEEKDAYS),
        dates=frozenset(_dates(lower)),
    )


def stem(word: str) -> str:
    """The word in lower case, without the commonest English endings."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM:
            return word[: -len(suffix)]
    return word


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in STOP_WORDS


def _day(article: EnrichedArticle) -> int | None:
    if article.published is None:
        return None
    try:
        return date.fromisoformat(article.published.value[:10]).toordinal()
    except ValueError:  # A year or a month alone.
        return None


def _names(text: str) -> Terms:
    """Capitalised phrases. A single word that opens a sentence is none."""
    names: Counter[str] = Counter()
    for found in _NAME.finditer(text):
        words = re.sub(r"['’]s$", "", found.group()).strip(".").split()
        before = text[: found.start()].rstrip(" ")[-1:] if found.start() else "\n"
        opens = before in _ENDS
        if opens:
            if len(words) == 1:
                continue
            if words[0].lower() in STOP_WORDS:
                words = words[1:]
        phrase = " ".join(words).lower()
        if not phrase or phrase in STOP_WORDS or phrase in _WEEKDAYS or phrase in _MONTHS:
            continue
        names[phrase] += 1
        if len(words) > 1:
            # The first word of a sentence may be a title, such as `Captain`.
            parts = phrase.split()[opens:]
            names.update(f"_{word}" for word in parts if len(word) > 2 and _tells(word))
    return names


def _dates(words: list[str]) -> Iterator[tuple[int, int]]:
    for first, second in pairwise(words):
        for month, day in ((first, second), (second, first)):
            if month in _MONTHS and day.isdecimal() and 1 <= int(day) <= _LAST_DAY:
                yield _MONTHS[month], int(day)
