"""Chooses date and section from what a page says about itself, and cross-checks."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement

from services.cleaning import dates
from services.cleaning.findings import Finding, best
from services.cleaning.page_data import PageData, is_article, plain

_PUBLISHED_META = """
    article:published_time article:published datepublished og:published_time publishdate
    pubdate publication_date publish-date date dc.date dc.date.issued dcterms.date
    dcterms.created dc.date.created parsely-pub-date sailthru.date cxenseparse:recs:publishtime
    citation_publication_date citation_date article.published article_date_original
    originalpublicationdate created date_published rnews:datepublished og:article:published_time
"""
_MODIFIED_META = """
    article:modified_time og:updated_time datemodified dcterms.modified dc.date.modified
    last-modified lastmod article.updated modified_time og:modified_time
"""


def published(
    data: PageData, tree: HtmlElement, limit: datetime, url: str | None
) -> Finding[tuple[str, dates.Precision]] | None:
    """The page's own statements first, then what htmldate makes of its text."""
    ld = [n.get("datePublished") or n.get("dateCreated") for n in data.ld if is_article(n)]
    found = [moment(value, "json_ld", 0.95, limit) for value in ld]
    found += [
        moment(v, "meta", 0.9, limit) for n in _PUBLISHED_META.split() for v in data.meta.get(n, ())
    ]
    found += [moment(v, "time_tag", 0.75, limit) for v in _times(tree)]
    chosen = best(found)
    if chosen is not None and chosen.confidence >= 0.9:
        return chosen
    day = find_date(tree, original_date=True, url=url, max_date=limit.date().isoformat())
    # New Year's Day is what htmldate makes of a bare year, such as a copyright line's.
    guess = None if day and day.endswith("-01-01") else moment(day, "htmldate", 0.8, limit)
    if chosen and guess and chosen.value[0][:10] == guess.value[0][:10]:
        return chosen.agreed("htmldate", 0.9)
    return guess or chosen


def modified(data: PageData, limit: datetime | None) -> Finding[str] | None:
    ld = (node.get("dateModified") for node in data.ld if is_article(node))
    found = [moment(value, "json_ld", 0.9, limit) for value in ld]
    found += [
        moment(v, "meta", 0.85, limit) for n in _MODIFIED_META.split() for v in data.meta.get(n, ())
    ]
    latest = best(found)
    return Finding(latest.value[0], latest.method, latest.confidence) if latest else None


def _times(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("time"):
        if element.get("datetime"):
            yield element.get("datetime")
            return


def moment(
    value: Any, method: str, confidence: float, limit: datetime | None
) -> Finding[tuple[str, dates.Precision]] | None:
    written = plain(value)
    if not written:
        return None
    said = dates.moment(written)
    if said is None:
        dated = dates.find(written)
        said = (dated[0].value, dated[0].precision) if dated else None
    if said is None or dates.is_future(said[0], limit) or said[0] < "1990":
        return None
    return Finding(said, method, confidence)


def section(data: PageData) -> Finding[str] | None:
    ld = next((plain(n.get("articleSection")) for n in data.ld if is_article(n)), None)
    if ld:
        return Finding(ld, "json_ld", 0.85)
    meta = data.first("article:section", "section", "parsely-section", "og:section")
    return Finding(meta, "meta", 0.8) if meta else None
