"""Decides when a page was published and changed: by its metadata, its visible dates and its URL."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from htmldate import find_date
from lxml.etree import _Element

from services.cleaning.attribution import dates, written_dates
from services.cleaning.attribution.dates import FoundDate, Precision
from services.cleaning.finding import Finding, best
from services.cleaning.html.structured_data import PageData, is_article, text_value
from services.cleaning.html.visible_blocks import for_trafilatura

When = tuple[str, Precision]
"""An ISO 8601 date or time, and the smallest unit that the page gives."""

_PUBLISHED_META = """
    article:published_time article:published datepublished og:published_time publishdate
    pubdate publication_date publish-date dc.date.issued parsely-pub-date sailthru.date
    cxenseparse:recs:publishtime citation_publication_date citation_date article.published
    article_date_original originalpublicationdate date_published rnews:datepublished
    og:article:published_time
"""
_RECORD_META = "date dc.date dcterms.date dcterms.created dc.date.created created"
"""Names that do not say whose date it is: often that of the record in the publisher's system."""
_MODIFIED_META = """
    article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified
    last-modified lastmod article.updated modified_time og:modified_time
"""
_APART = frozenset(("aside", "nav", "footer", "form"))
_UTC = ("+00:00", "Z")
_MAY_HOLD_COMMENTS = frozenset(("div", "section", "ul", "ol", "li", "article"))
_COMMENTS = re.compile(
    r"(?:^|\s)(?:[a-z]+[-_])*(?:comments?|comment(?:aires?|arios?|list|thread)|comentarios?|komment\w*"
    r"|commenti|reacties|disqus\w*|coral\w*)"
    r"(?:[-_]{1,2}(?:area|author|body|content|date|header|item|list|meta|section|text|thread|time"
    r"|wrap(?:per)?|container))?(?=\s|$)",
    re.IGNORECASE,
)
_IN_COMMENTS = ("omment", "omenta", "reacties", "disqus", "coral")  # much quicker
_EARLIEST = "1800"  # no archive is older
_NO_DATES = ("1601-01-01", "1899-12-3", "1900-01-01", "1904-01-01", "1969-12-31", "1970-01-01")
"""Where calendars of programs begin, in all zones: they write these for no date."""
_REISSUED = 60  # days from the date in the URL to that of a later issue

# Confidences are set by hand. `wireroom eval cleaning` prints for each tenth of confidence how
# often answers are right.
_URL, _JSON_LD, _META_TAG, _RECORD, _TIME_TAG, _HTMLDATE = 0.95, 0.9, 0.9, 0.85, 0.85, 0.7
_SAME_DAY, _SAME_DAY_UNSTATED = 0.97, 0.95  # another source agrees
_LOCAL_TIME, _LOCAL_DAY, _NEXT_DAY = 0.9, 0.85, 0.75  # another source says a day before or after
_SHOWN_NOT_RECORD = 0.75  # the visible date differs from the record's, and is chosen
_FIRST_ISSUE = 0.7  # the URL's date is long before the stated one, and is chosen
_SHOWN_FOR_SURE, _REDATED = 0.9, 0.6
"""A visible date so sure, or the only one, long after the stated one is that of a later issue: so
on 8 of 11 pages seen, where the stated one is right on 3."""
_CONTRADICTED = 0.5
_MODIFIED_META_TAG, _MODIFIED_SHOWN = 0.85, 0.8


@lru_cache(maxsize=4096)
def is_of_comments(names: str) -> bool:
    """Whether classes or ids are those of readers' comments, or of the part that holds them."""
    may_be = any(map(names.lower().__contains__, _IN_COMMENTS))
    return may_be and _COMMENTS.search(names) is not None


def find_published(
    data: PageData,
    tree: _Element,
    shown: Finding[When] | None,
    address: date | None,
    limit: datetime,
    language: str | None = None,
    month_first: bool = False,
) -> Finding[When] | None:
    """The date that the page states, checked against its visible date and that in its URL.

    ``shown`` is the visible date, ``address`` that in the URL. Dates after ``limit`` do not count.
    ``language`` and ``month_first`` are those of the page. What htmldate finds in the markup comes
    last.
    """
    url = read_date(address.isoformat(), "url", _URL, limit) if address else None
    stated = best(_stated(data, limit, language, month_first))
    if stated is not None:
        return _checked(stated, shown, url)
    found = [one for one in (url, shown, *_times(tree, limit)) if one is not None]
    chosen = best(found)
    if chosen is None:
        return _searched(tree, limit)
    same = [one for one in found if one.value[0][:10] == chosen.value[0][:10]]
    fullest = max(same, key=lambda one: len(one.value[0]))
    others = [one.method for one in same if one is not fullest]
    return fullest.agreed("+".join(others), _SAME_DAY_UNSTATED) if others else fullest


def _checked(
    stated: Finding[When], shown: Finding[When] | None, url: Finding[When] | None
) -> Finding[When]:
    """The stated date: surer where another source agrees, corrected where it is more exact."""
    for other in (url, shown):
        if other is not None and _days_between(stated, other) == 0:
            if stated.value[1] == "day" and len(other.value[0]) > 10:
                return other.agreed(stated.method, _SAME_DAY)
            return stated.agreed(other.method, _SAME_DAY)
    if shown is not None and stated.method == "meta_date":
        return replace(shown, confidence=_SHOWN_NOT_RECORD)
    for other in (url, shown):
        if other is not None and abs(_days_between(stated, other)) == 1:
            return _to_local(stated, other)
    if url is not None and _days_between(url, stated) > _REISSUED:
        return replace(url, confidence=_FIRST_ISSUE)
    if shown is not None and _days_between(stated, shown) > _REISSUED:
        is_in_url = url is not None and abs(_days_between(shown, url)) <= 1
        if is_in_url or shown.method == "only_date" or shown.confidence >= _SHOWN_FOR_SURE:
            return replace(shown, confidence=max(_REDATED, _SHOWN_NOT_RECORD * is_in_url))
    return replace(stated, confidence=_CONTRADICTED) if shown or url else stated


def _to_local(stated: Finding[When], other: Finding[When]) -> Finding[When]:
    """The time that a page states in UTC, as the local time that it shows a day before or after.

    Where it shows a time of day, the difference is the offset. Else only the day is known.
    """
    value = stated.value[0]
    method = f"{other.method}+{stated.method}"
    if len(value) == 10 or not value.endswith(_UTC):
        return replace(stated, confidence=_NEXT_DAY)
    shown = other.value[0]
    if len(shown) in (16, 19):
        clock = datetime.fromisoformat(shown)
        offset = clock - datetime.fromisoformat(value).replace(tzinfo=None, second=0)
        if offset % timedelta(minutes=15) == timedelta(0) and abs(offset) <= timedelta(hours=14):
            sign, minutes = "-" if offset < timedelta(0) else "+", abs(offset).seconds // 60
            local = f"{shown[:16]}{sign}{minutes // 60:02}:{minutes % 60:02}"
            return Finding((local, "minute"), method, _LOCAL_TIME)
    return Finding((shown[:10], "day"), method, _LOCAL_DAY)


def _days_between(one: Finding[When], other: Finding[When]) -> int:
    """Days from one date to the other, negative if the other is earlier."""
    first, second = (date.fromisoformat(each.value[0][:10]) for each in (one, other))
    return (second - first).days


def _stated(
    data: PageData, limit: datetime, language: str | None, month_first: bool
) -> Iterator[Finding[When] | None]:
    for node in filter(is_article, data.json_ld):
        value = node.get("datePublished") or node.get("dateCreated")
        yield read_date(value, "json_ld", _JSON_LD, limit, language, month_first)
    for names, method, confidence in (
        (_PUBLISHED_META, "meta", _META_TAG),
        (_RECORD_META, "meta_date", _RECORD),
    ):
        for name in names.split():
            for value in data.meta.get(name, ()):
                yield read_date(value, method, confidence, limit, language, month_first)


def _times(tree: _Element, limit: datetime) -> Iterator[Finding[When] | None]:
    """The first ``<time>`` outside the parts of a page that hold other articles."""
    own = (element for element in tree.iter("time") if not _is_outside_article(element))
    written = next((value for element in own if (value := element.get("datetime"))), None)
    yield read_date(written, "time_tag", _TIME_TAG, limit)


def _is_outside_article(element: _Element) -> bool:
    return any(
        parent.tag in _APART
        or (
            parent.tag in _MAY_HOLD_COMMENTS
            and is_of_comments(f"{parent.get('id', '')} {parent.get('class', '')}")
        )
        for parent in element.iterancestors()
    )


def _searched(tree: _Element, limit: datetime) -> Finding[When] | None:
    """What htmldate finds in markup made for dates; its search of the prose is left out."""
    latest = limit.date().isoformat()
    day = find_date(
        for_trafilatura(tree), original_date=True, extensive_search=False, max_date=latest
    )
    others = (one.get("datetime") or "" for one in tree.iter("time") if _is_outside_article(one))
    # New Year's Day is what htmldate makes of a bare year, such as a copyright line's.
    if day is None or day.endswith("-01-01") or any(other.startswith(day) for other in others):
        return None
    return read_date(day, "htmldate", _HTMLDATE, limit)


def find_modified(
    data: PageData,
    shown: FoundDate | None,
    limit: datetime,
    language: str | None = None,
    month_first: bool = False,
) -> Finding[str] | None:
    """The date of the last change that the page states, else the one that it shows.

    The arguments are those of ``find_published``.
    """
    order = (language, month_first)
    found = [
        read_date(node.get("dateModified"), "json_ld", _JSON_LD, limit, *order)
        for node in data.json_ld
        if is_article(node)
    ]
    found += [
        read_date(value, "meta", _MODIFIED_META_TAG, limit, *order)
        for name in _MODIFIED_META.split()
        for value in data.meta.get(name, ())
    ]
    if shown:
        found.append(read_date(shown.value, shown.method, _MODIFIED_SHOWN, limit))
    latest = best(found)
    return Finding(latest.value[0], latest.method, latest.confidence) if latest else None


def read_date(
    value: Any,
    method: str,
    confidence: float,
    limit: datetime | None,
    language: str | None = None,
    month_first: bool = False,
) -> Finding[When] | None:
    """A written date as a finding; None if it is no date, is after ``limit``, or before 1800.

    ``language`` and ``month_first`` are those of the page. Midnight to the second counts as a day:
    so programs write a day.
    """
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    written = str(value) if is_number else text_value(value)
    if not written:
        return None
    around = limit.year if limit else None
    when = written_dates.read(written, language, month_first=month_first, around=around)
    if when is None or dates.is_future(when[0], limit):
        return None
    if when[0] < _EARLIEST or when[0].startswith(_NO_DATES):
        return None
    if when[0][10:19] in ("T00:00:00", "T00:00"):
        when = (when[0][:10], "day")
    return Finding(when, method, confidence)
