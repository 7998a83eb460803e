"""Decides when a page was published and changed: by what it states, shows, and its address."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from services.cleaning.attribution import dates
from services.cleaning.attribution.dates import Precision
from services.cleaning.finding import Finding, best
from services.cleaning.html.structured_data import PageData, is_article, plain

When = tuple[str, Precision]
"""ISO 8601 date or time, and the smallest unit that the page gives."""

_PUBLISHED_META = """
    article:published_time article:published datepublished og:published_time publishdate
    pubdate publication_date publish-date dc.date.issued parsely-pub-date sailthru.date
    cxenseparse:recs:publishtime citation_publication_date citation_date article.published
    article_date_original originalpublicationdate date_published rnews:datepublished
    og:article:published_time
"""
_RECORD_META = "date dc.date dcterms.date dcterms.created dc.date.created created"
"""Names that do not say of what: often it is the record in the publisher's system."""
_MODIFIED_META = """
    article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified
    last-modified lastmod article.updated modified_time og:modified_time
"""
_APART = frozenset(("aside", "nav", "footer", "form"))
_REISSUED = timedelta(days=60)  # from the day in the address to a statement of a later issue
_UTC = ("+00:00", "Z")


def published(
    data: PageData,
    tree: HtmlElement,
    shown: Finding[When] | None,
    address: date | None,
    limit: datetime,
) -> Finding[When] | None:
    """The page's statements, checked against the date that it shows and the day in its address.

    ``limit``: nothing after it is believed. What htmldate finds in the markup comes last.
    """
    url = moment(address.isoformat(), "url", 0.95, limit) if address else None
    stated = best(_stated(data, limit))
    if stated is not None:
        return _checked(stated, shown, url)
    found = [one for one in (url, shown, *_times(tree, limit)) if one is not None]
    chosen = best(found)
    if chosen is None:
        return _searched(tree, limit)
    same = [one for one in found if one.value[0][:10] == chosen.value[0][:10]]
    fullest = max(same, key=lambda one: len(one.value[0]))
    others = [one.method for one in same if one is not fullest]
    return fullest.agreed("+".join(others), 0.95) if others else fullest


def _checked(
    stated: Finding[When], shown: Finding[When] | None, url: Finding[When] | None
) -> Finding[When]:
    """A statement, surer where others agree, corrected where they know better."""
    for other in (url, shown):
        if other is not None and _apart(stated, other) == 0:
            if stated.value[1] == "day" and len(other.value[0]) > 10:
                return other.agreed(stated.method, 0.97)
            return stated.agreed(other.method, 0.97)
    if shown is not None and stated.method == "meta_date":
        return replace(shown, confidence=0.75)
    for other in (url, shown):
        if other is not None and abs(_apart(stated, other)) == 1:
            return _local(stated, other)
    if url is not None and _apart(url, stated) > _REISSUED.days:
        return replace(url, confidence=0.7)
    return replace(stated, confidence=0.5) if shown or url else stated


def _local(stated: Finding[When], other: Finding[When]) -> Finding[When]:
    """The moment that a page states in UTC, on the neighbouring day that it shows to readers.

    Where it shows the time too, the difference is its offset; else all we know is the day.
    """
    value = stated.value[0]
    method = f"{other.method}+{stated.method}"
    if len(value) == 10 or not value.endswith(_UTC):
        return replace(stated, confidence=0.75)
    shown = other.value[0]
    if len(shown) in (16, 19):
        clock = datetime.fromisoformat(shown)
        offset = clock - datetime.fromisoformat(value).replace(tzinfo=None, second=0)
        if offset % timedelta(minutes=15) == timedelta(0) and abs(offset) <= timedelta(hours=14):
            sign, minutes = "-" if offset < timedelta(0) else "+", abs(offset).seconds // 60
            told = f"{shown[:16]}{sign}{minutes // 60:02}:{minutes % 60:02}"
            return Finding((told, "minute"), method, 0.9)
    return Finding((shown[:10], "day"), method, 0.85)


def _apart(one: Finding[When], other: Finding[When]) -> int:
    """Days from one to the other."""
    first, second = (date.fromisoformat(each.value[0][:10]) for each in (one, other))
    return (second - first).days


def _stated(data: PageData, limit: datetime) -> Iterator[Finding[When] | None]:
    for node in filter(is_article, data.ld):
        yield moment(node.get("datePublished") or node.get("dateCreated"), "json_ld", 0.9, limit)
    for name in _PUBLISHED_META.split():
        for value in data.meta.get(name, ()):
            yield moment(value, "meta", 0.9, limit)
    for name in _RECORD_META.split():
        for value in data.meta.get(name, ()):
            yield moment(value, "meta_date", 0.85, limit)


def _times(tree: HtmlElement, limit: datetime) -> Iterator[Finding[When] | None]:
    """The first ``<time>`` that is not of another article."""
    own = (element for element in tree.iter("time") if not _is_apart(element))
    written = next((told for element in own if (told := element.get("datetime"))), None)
    yield moment(written, "time_tag", 0.85, limit)


def _is_apart(element: HtmlElement) -> bool:
    return any(parent.tag in _APART for parent in element.iterancestors())


def _searched(tree: HtmlElement, limit: datetime) -> Finding[When] | None:
    """What htmldate finds in markup that is made for dates; its search of the prose is left out."""
    latest = limit.date().isoformat()
    day = find_date(tree, original_date=True, extensive_search=False, max_date=latest)
    others = (one.get("datetime") or "" for one in tree.iter("time") if _is_apart(one))
    # New Year's Day is what htmldate makes of a bare year, such as a copyright line's.
    if day is None or day.endswith("-01-01") or any(told.startswith(day) for told in others):
        return None
    return moment(day, "htmldate", 0.7, limit)


def modified(data: PageData, shown: str | None, limit: datetime) -> Finding[str] | None:
    """When the page was last changed, as it states it, else as it shows it."""
    found = [moment(n.get("dateModified"), "json_ld", 0.9, limit) for n in data.ld if is_article(n)]
    found += [
        moment(v, "meta", 0.85, limit) for n in _MODIFIED_META.split() for v in data.meta.get(n, ())
    ]
    latest = best([*found, moment(shown, "date_line", 0.8, limit)])
    return Finding(latest.value[0], latest.method, latest.confidence) if latest else None


def moment(
    value: Any, method: str, confidence: float, limit: datetime | None
) -> Finding[When] | None:
    """A statement of a date, however it is written, as a finding; None if in the future.

    Midnight to the second is how programs write a day.
    """
    written = plain(value)
    if not written:
        return None
    said = dates.moment(written)
    if said is None:
        dated = dates.find(written)
        said = (dated[0].value, dated[0].precision) if dated else None
    if said is None or dates.is_future(said[0], limit) or said[0] < "1990":
        return None
    if said[0][10:19] in ("T00:00:00", "T00:00"):
        said = (said[0][:10], "day")
    return Finding(said, method, confidence)
