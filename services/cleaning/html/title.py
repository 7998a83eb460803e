"""Chooses a page's headline among its headings and its metadata, without the site's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cleaning.finding import Finding
from services.cleaning.html.headings import Heading, Piece
from services.cleaning.html.section import sections_named
from services.cleaning.html.structured_data import PageData, is_article, text_value
from services.cleaning.language_words import WORDS
from services.cleaning.lines.split import UNSPACED
from services.cleaning.text_normalisation import comparison_key, spaceless_key

_SEPARATOR = re.compile(r"\s+[|–—\-·•:»«›‹/_~]+\s+|\s*[|ㅣ｜]+\s*|\s+[»›]\s*|:\s+(?=\S)")
_CJK_SEPARATOR = re.compile(r"\s*(?:[|ㅣ｜_]|-+|[–—])\s*")
_FIRM = frozenset("|｜ㅣ»«›‹·•")
"""Separators that hardly ever stand within a headline."""

_BADGES = frozenset(map(comparison_key, WORDS["titles.badges"]))
_COUNT = re.compile(r"\W*(?:\d[\d.,:]*\s?[km]?|\d+(?::\d\d)+|\d+\s\w+)\W*", re.IGNORECASE)
"""A number beside a headline: of comments, minutes, seconds of a video."""

_META_NAMES = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")

# Set by hand; measured with `wireroom eval cleaning`.
_MAX_SITE_WORDS = 4  # a longer last part is no site's name
_MAX_CJK_SITE = 8  # characters of the same in scripts without spaces
_MAX_BADGE = 4  # words of what stands beside a headline in its heading
_MAX_SECTION = 3  # words of a section's name between a site's and a headline
_MIN_SITE = 5  # letters of a domain that is looked for in names
_MORE_OF_SITE = 7  # letters of a name beside those of the domain
_MIN_H2 = 3  # spaces in a heading of the second rank that may be the headline
_MIN_HEADLINE, _MIN_CJK = 4, 8  # words of a headline, letters of one in a script without spaces
_IN_URL = 0.5  # share of the words of a statement in the URL with which it goes before a heading
_MIN_SUPPORT = 0.5  # share of its words that a heading has in common with the metadata
_MIN_SLUG_WORD = 4  # characters of a word that is looked for in the URL
_CONTAINED, _URL_SUPPORT, _H2_SUPPORT = 0.9, 0.8, 0.85  # factors of weaker support

# Confidences are set by hand. `wireroom eval cleaning` prints for each tenth of confidence how
# often answers are right.
_CONFIRMED = (0.0, 0.8, 0.93, 0.96)  # of a heading that 0, 1, 2, 3 or more statements repeat
_ONLY = 0.6  # of the only heading of the first rank, whose words the metadata do not have
_UNCONFIRMED, _PER_SUPPORT = 0.35, 0.3  # of a heading that none repeats
_UNDER_KICKER = 0.85  # of a statement that ends a heading
_STATED, _PER_VOTE, _MAX_STATED = 0.3, 0.15, 0.9  # of a statement without a heading


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A heading or a statement; ``key`` is its comparison key."""

    text: str
    method: str
    key: str


def find_title(data: PageData, slug: frozenset[str], site: str | None) -> Finding[str] | None:
    """The heading that the page's metadata and its URL support most.

    Where they support none, the statement that most others repeat. ``slug`` holds the words of the
    headline in the URL, ``site`` is the first label of the domain.
    """
    sites = site_names(data, site)
    sections = sections_named(data)
    known = [comparison_key(value) for _, value in _written(data) if value]
    shown = [
        _Candidate(text, heading.tag, comparison_key(text))
        for heading in data.headings
        if not heading.is_outside_article and not _is_site(heading.text, sites)
        for text in [_without_badges(heading, known)]
    ]
    stated = list(_stated(data, sites, slug, shown, sections))
    scored = [(_support(one, stated, slug), _votes(one, stated), len(one.key)) for one in shown]
    at = max(range(len(shown)), key=scored.__getitem__, default=None)
    heading, support = (None, 0.0) if at is None else (shown[at], scored[at][0])
    if heading is not None and support >= _MIN_SUPPORT:
        return _confirmed(heading, stated, support)
    only = _only_headline(shown, sections)
    if only and not any(_in_slug(one.key, slug) >= _IN_URL for one in stated):
        return Finding(only.text, only.method, _ONLY)
    if not stated:
        first = next((one for one in shown if one.method != "h2"), None)
        return Finding(first.text, first.method, _UNCONFIRMED) if first else None
    chosen = max(stated, key=lambda one: _votes(one, stated) + _in_slug(one.key, slug))
    confidence = min(_MAX_STATED, _STATED + _PER_VOTE * _votes(chosen, stated))
    return Finding(chosen.text, chosen.method, confidence)


def _only_headline(shown: Sequence[_Candidate], sections: frozenset[str]) -> _Candidate | None:
    """The one heading of the first rank, if there is one and it may be a headline.

    Metadata with other words are a feed's or a search engine's wording of it.
    """
    first = {one.key: one for one in shown if one.method != "h2" and one.key not in sections}
    one = next(iter(first.values()), None)
    if one is None or len(first) > 1:
        return None
    is_long = len(one.key.split()) >= _MIN_HEADLINE or len(UNSPACED.findall(one.key)) >= _MIN_CJK
    return one if is_long else None


def _confirmed(heading: _Candidate, stated: Sequence[_Candidate], support: float) -> Finding[str]:
    """The heading; if it opens with a kicker, the statement that it ends with."""
    for one in stated:
        is_its_end = heading.key.endswith(f" {one.key}") and len(one.key.split()) > 2
        if is_its_end and not _goes_on(heading, one):
            return Finding(one.text, f"{one.method}+{heading.method}", _UNDER_KICKER)
    same = {one.method for one in stated if one.key == heading.key}
    if not same:
        return Finding(heading.text, heading.method, _UNCONFIRMED + _PER_SUPPORT * support)
    method = "+".join([heading.method, *sorted(same)])
    return Finding(heading.text, method, _CONFIRMED[min(len(same), 3)])


def _without_badges(heading: Heading, known: Sequence[str]) -> str:
    """The heading without labels and counts that stand at its ends in elements of their own.

    ``known`` are comparison keys of the headlines that the metadata writes.
    """
    pieces, whole = list(heading.pieces), comparison_key(heading.text)
    if any(whole in key for key in known):
        return heading.text
    while len(pieces) > 1:
        for at in (-1, 0):
            rest = pieces[:at] if at else pieces[1:]
            if _is_badge(pieces[at], " ".join(piece.text for piece in rest), known):
                pieces = rest
                break
        else:
            break
    return " ".join(p.text for p in pieces) if len(pieces) < len(heading.pieces) else heading.text


def _is_badge(piece: Piece, rest: str, known: Sequence[str]) -> bool:
    if not piece.is_apart or len(piece.text.split()) > _MAX_BADGE:
        return False
    key, headline = comparison_key(piece.text), comparison_key(rest)
    if not key or key in _BADGES or _COUNT.fullmatch(piece.text):
        return not any(key and f"{headline} {key}" in one for one in known)
    return len(headline.split()) > 2 and any(headline in one for one in known)


def _written(data: PageData) -> Iterator[tuple[str, str | None]]:
    """The headlines that the metadata writes, by method."""
    stated = (text_value(node.get("headline")) for node in data.json_ld if is_article(node))
    yield "json_ld", next(stated, None)
    for name in _META_NAMES:
        for value in data.meta.get(name, ()):
            yield name.replace(":", "_"), value
    yield "title_tag", data.title


def _goes_on(heading: _Candidate, end: _Candidate) -> bool:
    """Whether a colon before its end shows that a heading of the first rank is one headline."""
    opening = heading.text[: max(0, len(heading.text) - len(end.text))].rstrip()
    return heading.method != "h2" and opening.endswith((":", "："))


def _stated(
    data: PageData,
    sites: frozenset[str],
    slug: frozenset[str],
    shown: Sequence[_Candidate],
    sections: frozenset[str],
) -> Iterator[_Candidate]:
    """The headlines in the metadata, without the names of site and section."""
    written = list(_written(data))
    known = [one.key for one in shown if one.method != "h2" or one.key.count(" ") >= _MIN_H2]
    known += [comparison_key(value) for _, value in written[:1] if value]
    for method, value in written:
        if value:
            cut = without_site(value, sites, slug, known, sections)
            if not _is_site(cut, sites) and comparison_key(cut):
                yield _Candidate(cut, method, comparison_key(cut))


def without_site(
    written: str,
    sites: frozenset[str],
    slug: frozenset[str] = frozenset(),
    known: Sequence[str] = (),
    sections: frozenset[str] = frozenset(),
) -> str:
    """``written`` without the parts at its ends that name the site or one of its sections.

    ``known`` are comparison keys of headlines: a part with such a key is returned alone.
    ``sections`` are those of sections. Where the site's name goes first, sections follow it.
    """
    separator = _CJK_SEPARATOR if len(UNSPACED.findall(written)) > len(written) / 3 else _SEPARATOR
    site_first = ""  # the separator behind a name of the site at the beginning
    while marks := list(separator.finditer(written)):
        head, tail = written[: marks[0].start()], written[marks[-1].end() :]
        before, after = written[: marks[-1].start()], written[marks[0].end() :]
        if comparison_key(written) in known:
            break
        for part, rest in _ends(written, marks):
            if comparison_key(part) in known and _in_slug(comparison_key(part), slug) >= _in_slug(
                comparison_key(rest), slug
            ):
                return part
        is_section_first = site_first == marks[0][0] and _is_section_part(head, after, slug)
        if _is_site(tail, sites) or comparison_key(tail) in sections:
            written = before
        elif _is_site(head, sites):
            written, site_first = after, marks[0][0]
        elif is_section_first or comparison_key(head) in sections:
            written = after
        elif not site_first and _is_site_part(tail, marks[-1], slug, separator):
            written = before
        else:
            break
    return written.strip()


def _is_site(part: str, sites: frozenset[str]) -> bool:
    """Whether a part is a name of the site, or has a word more: `The`, `Online`."""
    key = spaceless_key(part)
    return key in sites or (
        len(part.split()) <= _MAX_SITE_WORDS
        and any(
            len(site) >= _MIN_SITE and site in key and len(key) <= len(site) + _MORE_OF_SITE
            for site in sites
        )
    )


def _is_section_part(head: str, after: str, slug: frozenset[str]) -> bool:
    """Whether a first part, behind the site's name, looks like that of a section."""
    words = len(head.split())
    return (
        words <= _MAX_SECTION
        and words < len(after.split())
        and not _in_slug(comparison_key(head), slug)
    )


def _ends(written: str, marks: Sequence[re.Match[str]]) -> Iterator[tuple[str, str]]:
    """Each part before or after a separator, with the rest; beginnings first."""
    halves = [(written[: mark.start()], written[mark.end() :]) for mark in marks]
    yield from halves
    yield from ((tail, head) for head, tail in halves)


def _is_site_part(
    tail: str, mark: re.Match[str], slug: frozenset[str], separator: re.Pattern[str]
) -> bool:
    """Whether a last part looks like the name of a site rather than the end of a headline."""
    if separator is _CJK_SEPARATOR:
        return len(tail) <= _MAX_CJK_SITE and not re.search(r"\d", tail)
    if tail[:1].islower() and " " in tail:
        return False
    if mark[0].startswith(":") or len(tail.split()) > _MAX_SITE_WORDS:
        return bool(_FIRM & set(mark[0])) and not _in_slug(comparison_key(tail), slug)
    return bool(_FIRM & set(mark[0])) or not slug or not _in_slug(comparison_key(tail), slug)


def site_names(data: PageData, site: str | None) -> frozenset[str]:
    """The names of the site by ``spaceless_key``: stated ones, and ``site`` of its domain."""
    names = [
        value
        for name in ("og:site_name", "application-name", "apple-mobile-web-app-title")
        for value in data.meta.get(name, ())
    ]
    names += [n for node in data.json_ld if (n := _publisher(node))]
    return frozenset(filter(None, map(spaceless_key, [*names, site or ""])))


def _publisher(node: dict[str, object]) -> str | None:
    publisher = node.get("publisher")
    if isinstance(publisher, dict):
        return text_value(publisher.get("name"))
    return text_value(node.get("name")) if node.get("@type") == "WebSite" else None


def _support(one: _Candidate, stated: Sequence[_Candidate], slug: frozenset[str]) -> float:
    """The share of a heading's words that a statement or the URL has: 1 if a statement is equal."""
    words = set(one.key.split())
    if not words:
        return 0.0
    best = 0.0
    for other in stated:
        theirs = set(other.key.split())
        shared = len(words & theirs) / len(words | theirs) if theirs else 0.0
        if other.key != one.key:
            shared = _CONTAINED * max(shared, _contained(one.key, other.key))
        best = max(best, shared)
    best = max(best, _URL_SUPPORT * _in_slug(one.key, slug))
    return best if one.method in ("h1", "entry") else best * _H2_SUPPORT


def _contained(one: str, other: str) -> float:
    """1 where a headline of three words or more starts or ends the other."""
    short, long = sorted((one, other), key=len)
    return float(
        len(short.split()) > 2 and (long.startswith(f"{short} ") or long.endswith(f" {short}"))
    )


def _in_slug(key: str, slug: frozenset[str]) -> float:
    """The share of a headline's longer words that stand in the URL."""
    words = [word for word in key.split() if len(word) >= _MIN_SLUG_WORD]
    return sum(word in slug for word in words) / len(words) if words and slug else 0.0


def _votes(one: _Candidate, stated: Sequence[_Candidate]) -> int:
    """How many statements have the same comparison key."""
    return sum(other.key == one.key for other in stated)
