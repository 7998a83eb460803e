"""Chooses a page's authors: from its metadata, its markup and its byline."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.html import HtmlElement
from trafilatura.metadata import extract_author

from schemas.articles import Author
from services.cleaning.attribution import byline, dates
from services.cleaning.attribution.attribution_lines import find_attributions
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

_META_NAMES = """
    author article:author byl dc.creator dcterms.creator parsely-author sailthru.author
    citation_author authors creator dc.creator.aut dc:creator twitter:creator_name
    article:author_name
"""
_NO_NAME = re.compile(r"@|\[at\]|://|^[\d\W]*$")
_ADDRESS = re.compile(r"\bwww\.|\b\w+\.(?:com|net|org|info|[a-z]{2})\b")
_ELSEWHERE = ("related", "caption", "navigation", "footer")  # regions without the article's byline
_NEAR = 14  # blocks below a headline in which its byline stands
_MAX_NAME = 60  # characters

# Confidences are set by hand. `wireroom eval cleaning` prints for each tenth of confidence how
# often answers are right.
_JSON_LD, _JSON_LD_OF_PAGE, _META_TAG, _AUTHOR_TAG = 0.9, 0.7, 0.8, 0.6
_MARKUP = {"microdata": 0.8, "rel_author": 0.8, "class": 0.75}
_BYLINE_NEAR, _BYLINE_ELSEWHERE = 0.75, 0.6
_SAME_NAMES, _MORE_NAMES = 0.95, 0.8  # where two sources agree, or one names more
_NEWSROOM = 0.75  # JSON-LD's author is no person, and nobody else was found
_SURE = 0.7  # from here on there is no need to look further
# Factors for what is less likely an author: the site, a word that is no name, such a word where
# only an author's name stands.
_SITE, _NO_PERSON, _HANDLE = 0.4, 0.5, 0.9


def find_authors(
    data: PageData,
    tree: HtmlElement,
    blocks: Sequence[VisibleBlock],
    headline: str | None,
    sites: frozenset[str],
) -> Finding[Authors] | None:
    """Those named by JSON-LD, else by meta tags, the markup, or the byline below the headline.

    People go before newsrooms: many pages state their publisher where the author belongs.
    ``sites`` are the site's names by ``spaceless_key``. A byline that names those of JSON-LD and
    others too is the fuller one.
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
        found.append(_rated(names, "author_tag", _AUTHOR_TAG, sites))
        sure = best(found)
    if sure is not None and sure.method == "json_ld" and sure.confidence < _SURE:
        return replace(sure, confidence=_NEWSROOM)  # nobody else was found
    return _fullest(sure, found) if sure else None


def _is_of_article(name: str, blocks: Sequence[VisibleBlock]) -> bool:
    """Whether a name stands outside links to other articles, or nowhere that readers see."""
    regions = {block.region in _ELSEWHERE for block in blocks if name in block.text}
    return regions != {True}


def _fullest(
    chosen: Finding[Authors], found: Sequence[Finding[Authors] | None]
) -> Finding[Authors]:
    """``chosen``, or a finding that names the same people and more; agreement makes it surer."""
    names = {comparison_key(author.name) for author in chosen.value}
    for other in found:
        if other is None or other is chosen or other.confidence < _SURE:
            continue
        theirs = {comparison_key(author.name) for author in other.value}
        if theirs == names:
            return chosen.agreed(other.method, _SAME_NAMES)
        if theirs > names:
            return other.agreed(chosen.method, _MORE_NAMES)
    return chosen


def _stated(data: PageData, sites: frozenset[str]) -> Iterator[Finding[Authors] | None]:
    people = {str(node["@id"]): node for node in data.json_ld if "@id" in node}
    stated = [
        name for n in data.json_ld if is_article(n) for name in _names(n.get("author"), people)
    ]
    yield _rated(stated, "json_ld", _JSON_LD, sites)
    if not stated:
        pages = (name for n in data.json_ld for name in _names(n.get("author"), people))
        yield _rated(pages, "json_ld_page", _JSON_LD_OF_PAGE, sites)
    for name in _META_NAMES.split():
        yield _rated(data.meta.get(name, ()), "meta", _META_TAG, sites)


def _credited(tree: HtmlElement, sites: frozenset[str]) -> Iterator[Finding[Authors] | None]:
    given = author_markup.find(tree)
    if given:
        method = given[0].method
        names = [_without_dates(one.text) for one in given]
        yield _rated(names, method, _MARKUP[method], sites, handles=True)


def _without_dates(text: str) -> str:
    """What stands before the first date in a credit; where nothing does, what stands after."""
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
    """The authors among ``names``, with less confidence for the site and for what is no name.

    ``handles`` says that only authors can stand there, so that one word may be a name.
    """
    stated = [name for name in names if not _NO_NAME.search(name)]
    found = to_authors(stated, sites)
    if not found:
        return None
    if any(spaceless_key(author.name) in sites for author in found) or any(
        map(_ADDRESS.search, stated)
    ):
        confidence *= _SITE
    elif not any(byline.is_name(author.name) for author in found):
        confidence *= _HANDLE if handles else _NO_PERSON
    return Finding(found, method, confidence)


def _byline(
    blocks: Sequence[VisibleBlock], headline: str | None, sites: frozenset[str]
) -> Finding[Authors] | None:
    """The line nearest below the headline that calls itself a byline."""
    key = comparison_key(headline or "")
    at = next(
        (i for i, block in enumerate(blocks) if key and comparison_key(block.text) == key),
        None,
    )
    if at is None:
        return None
    return _first(blocks[at + 1 : at + _NEAR], sites, _BYLINE_NEAR)


def _any_byline(blocks: Sequence[VisibleBlock], sites: frozenset[str]) -> Finding[Authors] | None:
    """The first line on the page that is a byline and nothing else."""
    own = [
        block
        for block in blocks
        if block.region not in _ELSEWHERE and byline.starts_like_byline(block.text)
    ]
    return _first(own, sites, _BYLINE_ELSEWHERE, alone=True)


def _first(
    blocks: Sequence[VisibleBlock],
    sites: frozenset[str],
    confidence: float,
    *,
    alone: bool = False,
) -> Finding[Authors] | None:
    lines = [Block.of(block.text) for block in blocks]
    for attribution in find_attributions(lines, range(len(lines))).values():
        line = attribution.byline
        if line is None or not line.is_marked or (alone and not attribution.stands_alone):
            continue
        if not any(spaceless_key(author.name) in sites for author in line.authors):
            return Finding(line.authors, "byline", confidence)
    return None


def _names(value: Any, people: Mapping[str, Any]) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in _names(one, people)]
    if isinstance(value, dict):
        other = people.get(str(value.get("@id")), {})
        return _names(value.get("name") or other.get("name"), people)
    return [normalise_text(value)] if isinstance(value, str) and normalise_text(value) else []


def to_authors(names: Iterable[str], sites: frozenset[str] = frozenset()) -> Authors:
    """The authors that these statements name, each once.

    A statement that names no person, or one of ``sites``, is kept as it is written: a newsroom or
    an agency may be the author.
    """
    found: dict[str, Author] = {}
    for name in names:
        read = byline.read(name)
        written = byline.without_by(name)
        if read is None or any(spaceless_key(author.name) in sites for author in read.authors):
            read = Byline((Author(name=written, role=None),), False)
        for author in read.authors:
            if 1 < len(author.name) <= _MAX_NAME:
                found.setdefault(comparison_key(author.name), author)
    return tuple(found.values())
