"""Chooses a page's authors: from its metadata, its markup and its byline."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml.etree import _Element

from schemas.articles import Author
from services.cleaning.attribution import author_notes, byline, credit_words
from services.cleaning.attribution.attribution_lines import (
    Attribution,
    Reading,
    find_attributions,
    without_dates,
)
from services.cleaning.attribution.selection import can_be_author
from services.cleaning.finding import Finding, best
from services.cleaning.html import author_markup
from services.cleaning.html.author_markup import Credit
from services.cleaning.html.structured_data import PageData, is_article
from services.cleaning.html.visible_blocks import VisibleBlock, VisiblePage, place_of
from services.cleaning.language_words import WORDS
from services.cleaning.lines.split import UNSPACED, Block
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
_NO_NAME = re.compile(r"@|\[at\]|://|^[\d\W]*$|^\w*admin\w*$", re.IGNORECASE)
_NOBODY = frozenset(WORDS["byline.no_names"])
_ADDRESS = re.compile(r"\bwww\.|\b\w+\.(?:com|net|org|info|[a-z]{2})\b")
_ELSEWHERE = ("related", "caption", "navigation", "footer")  # regions without the article's byline
_MAX_AGENCY = 80  # characters of a line with an agency and a date
_MIN_SITE = 5  # letters of a site's name with which a newsroom's may begin
_MAIL = re.compile(r"\S+@\S+")
_LABELLED = re.compile(r"[^\W\d]+:\s+(?=\S)")
_NEAR = 14  # blocks below a headline in which its byline stands
_GAP = 2  # blocks from one name to the next: a role between them
_MAX_OTHER_WORDS = 5  # of a line with a name and a date: a reading time
_NO_NOTES = ("navigation", "footer", "related", "caption")
_MAX_NAME = 60  # characters

# Confidences are set by hand. `wireroom eval cleaning` prints for each tenth of confidence how
# often answers are right.
_JSON_LD, _JSON_LD_OF_PAGE, _META_TAG = 0.9, 0.7, 0.8
_MARKUP = {
    "microdata": 0.8,
    "rel_author": 0.8,
    "class": 0.75,
    "author_link": 0.65,
    "loose_class": 0.6,
}
_BYLINE_NEAR, _BYLINE_ELSEWHERE = 0.75, 0.6
_NAME_DATED = 0.7  # of a mere name below the headline, beside its date
_NOTE, _AGENCY = 0.65, 0.55
_SAME_NAMES, _MORE_NAMES = 0.95, 0.8  # where two sources agree, or one names more
_NEWSROOM = 0.75  # JSON-LD's author is no person, and nobody else was found
_SURE = 0.7  # from here on there is no need to look further
# Factors for what is less likely an author: the site, a word that is no name, such a word where
# only an author's name stands.
_SITE, _NO_PERSON, _HANDLE = 0.4, 0.5, 0.9


def find_authors(
    data: PageData,
    tree: _Element,
    page: VisiblePage,
    headline: str | None,
    sites: frozenset[str],
    reading: Reading,
) -> Finding[Authors] | None:
    """Those named by JSON-LD, else by meta tags, the markup, or the byline below the headline.

    People go before newsrooms: many pages state their publisher where the author belongs.
    ``sites`` are the site's names by ``spaceless_key``. A byline that names those of JSON-LD and
    others too is the fuller one.
    """
    blocks = page.blocks
    found = [*_stated(data, sites)]
    chosen = best(found)
    if chosen is not None and chosen.confidence >= _SURE and len(chosen.value) > 1:
        return chosen
    found += _credited(author_markup.find(page.people), sites)
    below = _below(blocks, headline)
    lines = [Block.of(block.text) for block in below]
    signed = find_attributions(lines, range(len(lines)), *reading)
    found.append(_first(signed, sites, _BYLINE_NEAR))
    sure = best(found)
    if sure is None or sure.confidence < _SURE:
        found.append(_any_byline(blocks, sites, reading))
        links = author_markup.find_links(tree)
        found += _credited([one for one in links if byline.is_name(one.text)], sites)
        loose = (one for one in author_markup.find_loose(page.people) if _names_someone(one))
        found += _credited(list(islice(loose, 1)), sites)
        found += _unmarked(below, signed, blocks, sites)
        sure = best(found)
    if sure is not None and sure.method == "json_ld" and sure.confidence < _SURE:
        return replace(sure, confidence=_NEWSROOM)  # nobody else was found
    return _fullest(sure, found) if sure else None


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
        name
        for node in data.json_ld
        if is_article(node)
        for name in _names(node.get("author") or node.get("creator"), people)
    ]
    yield _rated(stated, "json_ld", _JSON_LD, sites)
    if not stated:
        pages = (name for n in data.json_ld for name in _names(n.get("author"), people))
        yield _rated(pages, "json_ld_page", _JSON_LD_OF_PAGE, sites)
    for name in _META_NAMES.split():
        yield _rated(data.meta.get(name, ()), "meta", _META_TAG, sites)
    label = data.first("twitter:label1")  # of what WordPress shows beside a link to the page
    if label and byline.is_by_alone(label):
        yield _rated(data.meta.get("twitter:data1", ()), "meta", _META_TAG, sites)


def _credited(given: Sequence[Credit], sites: frozenset[str]) -> Iterator[Finding[Authors] | None]:
    if given:
        method = given[0].method
        names = [name for one in given for name in _names_in(one)]
        yield _rated(names, method, _MARKUP[method], sites, handles=True)


def _names_someone(credit: Credit) -> bool:
    return any(byline.read(name) is not None for name in _names_in(credit))


def _names_in(credit: Credit) -> list[str]:
    """The names in a credit: texts of their own within it, else the whole of it.

    Those in the same kind of element as the first go together: what stands beside them may be the
    paper's name.
    """
    apart = []
    is_writer = True
    for text, tag in credit.pieces:
        if is_writer and byline.is_name(byline.without_by(text)):
            apart.append((text, tag))
        is_writer = not credit_words.labels_other(text)
    if len(credit.pieces) > 1 and apart:
        return [text for text, tag in apart if tag == apart[0][1]]
    text = without_dates(credit.text)
    return [text if byline.read(text) else _LABELLED.sub("", text, count=1)]


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
    written = [name for name in names if not credit_words.credits_picture(name)]
    bare = (byline.without_addresses(name).strip(" ,|·•-–—") for name in written)
    stated = [one for one in bare if not _NO_NAME.search(one) and one.lower() not in _NOBODY]
    found = to_authors(stated, sites)
    if handles:
        found = tuple(one for one in found if byline.is_name(one.name)) or found
    if not found:
        return None
    if any(_is_site(author, sites) for author in found) or any(
        _ADDRESS.search(_MAIL.sub("", name)) for name in written
    ):
        confidence *= _SITE
    elif not any(byline.is_name(author.name) for author in found):
        confidence *= _HANDLE if handles else _NO_PERSON
    return Finding(found, method, confidence)


def _below(blocks: Sequence[VisibleBlock], headline: str | None) -> Sequence[VisibleBlock]:
    """The blocks below the headline in which its byline stands."""
    at = place_of(blocks, headline)
    return () if at is None else blocks[at + 1 : at + _NEAR]


def _any_byline(
    blocks: Sequence[VisibleBlock], sites: frozenset[str], reading: Reading
) -> Finding[Authors] | None:
    """The first line on the page that is a byline and nothing else."""
    own: list[Block] = []
    above = False  # whether the block before is the "By" of this one
    for block in blocks:
        opens = byline.starts_like_byline(block.text)
        is_by = opens and byline.is_by_alone(block.text)
        if block.region not in _ELSEWHERE and (opens or above):
            own.append(Block.of(block.text))
        above = is_by
    signed = find_attributions(own, range(len(own)), *reading)
    alone = {i: one for i, one in signed.items() if one.stands_alone}
    return _first(alone, sites, _BYLINE_ELSEWHERE)


def _first(
    signed: Mapping[int, Attribution], sites: frozenset[str], confidence: float
) -> Finding[Authors] | None:
    """The first line that calls itself a byline."""
    for attribution in signed.values():
        line = attribution.byline
        if (
            line is not None
            and line.is_marked
            and not any(_is_site(author, sites) for author in line.authors)
        ):
            return Finding(line.authors, "byline", confidence)
    return None


def _unmarked(
    below: Sequence[VisibleBlock],
    signed: Mapping[int, Attribution],
    blocks: Sequence[VisibleBlock],
    sites: frozenset[str],
) -> Iterator[Finding[Authors] | None]:
    """Who is named below the headline without a "By", or in a note at the end; an agency there."""
    prose = [i for i, block in enumerate(below) if block.is_prose]
    head = below[: prose[1] if len(prose) > 1 else None]  # a summary may stand above the byline
    lines = [
        (i, block, one.byline)
        for i, block in enumerate(head)
        if (one := signed.get(i)) and one.byline and one.other_words <= _MAX_OTHER_WORDS
    ]
    beside = blocks if lines else ()
    body = " ".join(block.text for block in beside if block.is_prose)
    elsewhere = {comparison_key(one.text) for one in beside if one.region in _ELSEWHERE}
    named: dict[str, Author] = {}
    places: list[int] = []
    for i, block, line in lines:
        if (
            UNSPACED.search(block.text)  # any two signs there have the shape of a name
            or block.region in _ELSEWHERE
            or any(
                _is_site(author, sites) or comparison_key(author.name) in elsewhere
                for author in line.authors
            )
            or not can_be_author(line, body)
        ):
            continue
        if places and i - places[-1] > _GAP:
            break
        places.append(i)
        named.update((comparison_key(author.name), author) for author in line.authors)
    if named and _is_dated(signed, range(places[0] - 1, places[-1] + 1 + _GAP)):
        yield Finding(tuple(named.values()), "name_below_title", _NAME_DATED)
    agencies = (
        byline.newsroom(without_dates(block.text), is_dated=_is_dated(signed, range(i - 1, i + 2)))
        for i, block in enumerate(head)
        if block.region not in _ELSEWHERE and len(block.text) <= _MAX_AGENCY
    )
    agency = next((of for of in agencies if of and not _is_site(of[0], sites)), None)
    yield Finding(agency, "agency_below_title", _AGENCY) if agency else None
    note = author_notes.find([one.text for one in blocks if one.region not in _NO_NOTES])
    yield Finding(note[1], "author_note", _NOTE) if note else None


def _is_dated(signed: Mapping[int, Attribution], places: Iterable[int]) -> bool:
    return any(i in signed and signed[i].dates for i in places)


def _names(value: Any, people: Mapping[str, Any]) -> list[str]:
    """The names of people or offices in a value of JSON-LD: texts, objects, references, lists."""
    if isinstance(value, list):
        return [name for one in value for name in _names(one, people)]
    if isinstance(value, dict):
        return next(
            (
                names
                for one in (value, people.get(str(value.get("@id")), {}))
                for stated in (one.get("name"), _in_parts(one), one.get("@value"), one.get("@list"))
                if (names := _names(stated, {}))
            ),
            [],
        )
    return [normalise_text(value)] if isinstance(value, str) and normalise_text(value) else []


def _in_parts(person: Mapping[str, Any]) -> str:
    """The name of a person whose given name and surname are stated apart."""
    parts = (person.get("givenName"), person.get("familyName"))
    return " ".join(one for one in parts if isinstance(one, str))


def to_authors(names: Iterable[str], sites: frozenset[str] = frozenset()) -> Authors:
    """The authors that these statements name, each once, without ``sites`` beside others.

    A statement that names no person, or only one of ``sites``, is kept as it is written: a newsroom
    or an agency may be the author.
    """
    found: dict[str, Author] = {}
    for name in names:
        head, _, tail = name.rpartition(" - ")
        name = head if head and spaceless_key(tail) in sites else name
        read = byline.read(name)
        people = [one for one in read.authors if not _is_site(one, sites)] if read else []
        for author in people or [Author(name=byline.without_by(name), role=None)]:
            if 1 < len(author.name) <= _MAX_NAME:
                found.setdefault(comparison_key(author.name), author)
    return tuple(one for one in found.values() if not _is_site(one, sites)) or tuple(found.values())


def _is_site(author: Author, sites: frozenset[str]) -> bool:
    """Whether an author is the site itself, or its newsroom (`Courier with agencies`)."""
    key = spaceless_key(author.name)
    return key in sites or (
        not byline.is_name(author.name)
        and any(len(site) >= _MIN_SITE and key.startswith(site) for site in sites)
    )
