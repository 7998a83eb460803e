"""Chooses date, authors and section from what a page says about itself, and cross-checks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from htmldate import find_date
from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from schemas.articles import Author
from services.cleaning import byline, dates
from services.cleaning.findings import Finding, best
from services.cleaning.head import find_signatures
from services.cleaning.html import Seen
from services.cleaning.hygiene import fold, tidy
from services.cleaning.lines import Block
from services.cleaning.page_data import PageData, is_article, plain

_NO_NAME = re.compile(r"@|://|^[\d\W]*$")
_SURE = 0.7  # of an author named by the page's data: no need to look further
_NEAR = 14  # blocks below a headline in which its byline stands
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
_AUTHOR_META = """
    author article:author byl dc.creator dcterms.creator parsely-author sailthru.author
    citation_author authors creator dc.creator.aut twitter:creator_name article:author_name
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


def authors(
    data: PageData, tree: HtmlElement, blocks: Sequence[Seen], headline: str | None
) -> Finding[tuple[Author, ...]] | None:
    """Whom JSON-LD names, else the meta tags, else the page's own byline.

    People go before newsrooms: many pages state their publisher where the author belongs.
    """
    people = {str(node["@id"]): node for node in data.ld if "@id" in node}
    said = (name for n in data.ld if is_article(n) for name in _names(n.get("author"), people))
    found = [_named(said, "json_ld", 0.9)]
    found += [_named(data.meta.get(name, ()), "meta", 0.8) for name in _AUTHOR_META.split()]
    chosen = best(found)
    if chosen is None or chosen.confidence < _SURE:
        found.append(_byline(blocks, headline))
        line = extract_author(tree)
        found.append(_named(line.split("; ") if line else (), "author_tag", 0.7))
    return best(found)


def _named(
    names: Iterable[str], method: str, confidence: float
) -> Finding[tuple[Author, ...]] | None:
    found = named(name for name in names if not _NO_NAME.search(name))
    if not found:
        return None
    if not any(byline.is_name(author.name) for author in found):
        confidence *= 0.5
    return Finding(found, method, confidence)


def _byline(blocks: Sequence[Seen], headline: str | None) -> Finding[tuple[Author, ...]] | None:
    """The byline nearest to the headline as a reader sees it."""
    folded = fold(headline or "")
    at = next((i for i, block in enumerate(blocks) if folded and fold(block.text) == folded), None)
    if at is None:
        return None
    near = [Block(block.text, 0, 0, True) for block in blocks[at + 1 : at + _NEAR]]
    for signature in find_signatures(near, range(len(near))).values():
        if signature.byline:
            marked = signature.byline.marked
            return Finding(signature.byline.authors, "byline", 0.75 if marked else 0.35)
    return None


def _names(value: Any, people: Mapping[str, Any]) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _names(one, people)]
    if isinstance(value, dict):
        other = people.get(str(value.get("@id")), {})
        return _names(value.get("name") or other.get("name"), people)
    return [tidy(value)] if isinstance(value, str) and tidy(value) else []


def named(names: Iterable[str]) -> tuple[Author, ...]:
    """The authors that these statements name, each once; a newsroom may be one."""
    found: dict[str, Author] = {}
    for name in names:
        read = byline.read(name)
        authors = read.authors if read else (Author(name=name, role=None),)
        for author in authors:
            if 2 < len(author.name) <= 60:
                found.setdefault(fold(author.name), author)
    return tuple(found.values())


def section(data: PageData) -> Finding[str] | None:
    ld = next((plain(n.get("articleSection")) for n in data.ld if is_article(n)), None)
    if ld:
        return Finding(ld, "json_ld", 0.85)
    meta = data.first("article:section", "section", "parsely-section", "og:section")
    return Finding(meta, "meta", 0.8) if meta else None
