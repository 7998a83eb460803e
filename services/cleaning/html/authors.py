"""Chooses a page's authors among what it states, what its markup credits and its byline."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from schemas.articles import Author
from services.cleaning.attribution import byline, dates
from services.cleaning.attribution.attribution_lines import find_signatures
from services.cleaning.attribution.byline import Byline
from services.cleaning.finding import Finding, best
from services.cleaning.html import author_markup
from services.cleaning.html.structured_data import PageData, is_article
from services.cleaning.html.visible_blocks import VisibleBlock
from services.cleaning.lines.split import Block
from services.cleaning.text_normalisation import (
    comparison_key,
    normalise_text,
    spaceless_key,
)

Authors = tuple[Author, ...]

_META = """
    author article:author byl dc.creator dcterms.creator parsely-author sailthru.author
    citation_author authors creator dc.creator.aut dc:creator twitter:creator_name
    article:author_name
"""
_NO_NAME = re.compile(r"@|\[at\]|://|^[\d\W]*$")
_ADDRESS = re.compile(r"\bwww\.|\b\w+\.(?:com|net|org|info|[a-z]{2})\b")
_SURE = 0.7  # of an author named by the page's data: no need to look further
_ELSEWHERE = ("related", "caption", "navigation", "footer")  # regions without the article's byline
_NEWSROOM = 0.75  # how often an author of JSON-LD is right who is no person
_NEAR = 14  # blocks below a headline in which its byline stands
_CREDIT = {"microdata": 0.8, "rel_author": 0.8, "class": 0.75}


def authors(
    data: PageData,
    tree: HtmlElement,
    blocks: Sequence[VisibleBlock],
    headline: str | None,
    sites: frozenset[str],
) -> Finding[Authors] | None:
    """Whom JSON-LD names, else meta tags, credits in the markup, the byline below the headline.

    People go before newsrooms: many pages state their publisher (``sites``, names as
    ``titles.squeezed`` writes them) where the author belongs. Where the page's byline names those
    that JSON-LD names and others besides, it is the fuller one.
    """
    found = [*_stated(data, sites)]
    chosen = best(found)
    if chosen is not None and chosen.confidence >= _SURE and len(chosen.value) > 1:
        return chosen
    found += _credited(tree, sites)
    found.append(_byline(blocks, headline, sites))
    sure = best(found)
    if sure is None or sure.confidence < _SURE:
        found.append(_any_byline(blocks, sites))
        line = extract_author(tree) or ""
        names = (name for name in line.split("; ") if name and _is_of_article(name, blocks))
        found.append(_rated(names, "author_tag", 0.6, sites))
        sure = best(found)
    if sure is not None and sure.method == "json_ld" and sure.confidence < _SURE:
        return replace(sure, confidence=_NEWSROOM)  # nobody else was found
    return _fullest(sure, found) if sure else None


def _is_of_article(name: str, blocks: Sequence[VisibleBlock]) -> bool:
    """Whether readers see a name elsewhere than beside links to other articles, if at all."""
    regions = {block.region in _ELSEWHERE for block in blocks if name in block.text}
    return regions != {True}


def _fullest(
    chosen: Finding[Authors], found: Sequence[Finding[Authors] | None]
) -> Finding[Authors]:
    """``chosen``, or the one that names the same people and more; agreement makes it surer."""
    names = {comparison_key(author.name) for author in chosen.value}
    for other in found:
        if other is None or other is chosen or other.confidence < _SURE:
            continue
        theirs = {comparison_key(author.name) for author in other.value}
        if theirs == names:
            return chosen.agreed(other.method, 0.95)
        if theirs > names:
            return other.agreed(chosen.method, 0.8)
    return chosen


def _stated(data: PageData, sites: frozenset[str]) -> Iterator[Finding[Authors] | None]:
    people = {str(node["@id"]): node for node in data.ld if "@id" in node}
    said = [name for n in data.ld if is_article(n) for name in _names(n.get("author"), people)]
    yield _rated(said, "json_ld", 0.9, sites)
    if not said:
        pages = (name for n in data.ld for name in _names(n.get("author"), people))
        yield _rated(pages, "json_ld_page", 0.7, sites)
    for name in _META.split():
        yield _rated(data.meta.get(name, ()), "meta", 0.8, sites)


def _credited(tree: HtmlElement, sites: frozenset[str]) -> Iterator[Finding[Authors] | None]:
    given = author_markup.find(tree)
    if given:
        method = given[0].method
        names = [_without_dates(one.text) for one in given]
        yield _rated(names, method, _CREDIT[method], sites, handles=True)


def _without_dates(text: str) -> str:
    """What stands before the first date in a credit, or after it where nothing does."""
    dated = dates.find(text)
    if not dated:
        return text
    return text[: dated[0].start].strip(" ,|·•-–—") or text[dated[-1].end :].strip(" ,|·•-–—")


def _rated(
    names: Iterable[str],
    method: str,
    confidence: float,
    sites: frozenset[str],
    *,
    handles: bool = False,
) -> Finding[Authors] | None:
    """The authors among ``names``; what is no person's name, or the site's, is believed less.

    ``handles`` says that the names stand where only an author's can, so that one word will do.
    """
    said = [name for name in names if not _NO_NAME.search(name)]
    found = named(said, sites)
    if not found:
        return None
    if any(spaceless_key(author.name) in sites for author in found) or any(
        map(_ADDRESS.search, said)
    ):
        confidence *= 0.4
    elif not any(byline.is_name(author.name) for author in found):
        confidence *= 0.9 if handles else 0.5
    return Finding(found, method, confidence)


def _byline(
    blocks: Sequence[VisibleBlock], headline: str | None, sites: frozenset[str]
) -> Finding[Authors] | None:
    """The line nearest below the headline that calls itself a byline."""
    folded = comparison_key(headline or "")
    at = next(
        (i for i, block in enumerate(blocks) if folded and comparison_key(block.text) == folded),
        None,
    )
    if at is None:
        return None
    return _first(blocks[at + 1 : at + _NEAR], sites, 0.75)


def _any_byline(blocks: Sequence[VisibleBlock], sites: frozenset[str]) -> Finding[Authors] | None:
    """The first line on the page that is a byline and nothing else."""
    own = [
        block
        for block in blocks
        if block.region not in _ELSEWHERE and byline.opens_like_one(block.text)
    ]
    return _first(own, sites, 0.6, bare=True)


def _first(
    blocks: Sequence[VisibleBlock],
    sites: frozenset[str],
    confidence: float,
    *,
    bare: bool = False,
) -> Finding[Authors] | None:
    lines = [Block.of(block.text) for block in blocks]
    for signature in find_signatures(lines, range(len(lines))).values():
        named_by = signature.byline
        if named_by is None or not named_by.marked or (bare and not signature.is_bare):
            continue
        if not any(spaceless_key(author.name) in sites for author in named_by.authors):
            return Finding(named_by.authors, "byline", confidence)
    return None


def _names(value: Any, people: Mapping[str, Any]) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _names(one, people)]
    if isinstance(value, dict):
        other = people.get(str(value.get("@id")), {})
        return _names(value.get("name") or other.get("name"), people)
    return [normalise_text(value)] if isinstance(value, str) and normalise_text(value) else []


def named(names: Iterable[str], sites: frozenset[str] = frozenset()) -> Authors:
    """The authors that these statements name, each once.

    A statement that names no person stands as it is written: the newsroom of one of ``sites`` or
    an agency may be the author.
    """
    found: dict[str, Author] = {}
    for name in names:
        read = byline.read(name)
        written = byline.unmarked(name)
        if read is None or any(spaceless_key(author.name) in sites for author in read.authors):
            read = Byline((Author(name=written, role=None),), False)
        for author in read.authors:
            if 1 < len(author.name) <= 60:
                found.setdefault(comparison_key(author.name), author)
    return tuple(found.values())
