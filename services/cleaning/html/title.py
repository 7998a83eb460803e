"""Chooses a page's headline among what it shows and what it says, without the site's name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.cleaning.finding import Finding
from services.cleaning.html.structured_data import PageData, is_article, plain
from services.cleaning.lines.split import CJK
from services.cleaning.text_normalisation import comparison_key, spaceless_key

_SEPARATOR = re.compile(r"\s+[|–—\-·•:»«›‹/_~]+\s+|\s*[|ㅣ｜]+\s*|\s+[»›]\s*|:\s+(?=\S)")
_CJK_SEPARATOR = re.compile(r"\s*(?:[|ㅣ｜_]|-+|[–—])\s*")
_FIRM = frozenset("|｜ㅣ»«›‹·•")
_SITE_WORDS = 4  # a last part that is longer is no site's name
_CJK_SITE = 8  # characters, likewise
_CONFIRMED = (0.0, 0.8, 0.93, 0.96)  # how often a heading is right that so many statements repeat
_ALIKE = 0.5  # share of words that two headlines of one article have in common
_STATED = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    method: str
    folded: str


def title(data: PageData, slug: frozenset[str], site: str | None) -> Finding[str] | None:
    """The headline: the heading that the page's statements and its address bear out.

    ``slug`` holds the words of the headline in the address, ``site`` is the first label of its
    domain. Where no heading is borne out, the statement that most others share.
    """
    sites = sites_of(data, site)
    shown = [
        _Candidate(heading.text, heading.tag, comparison_key(heading.text))
        for heading in data.headings
        if not heading.is_apart and spaceless_key(heading.text) not in sites
    ]
    stated = list(_stated(data, sites, slug, [one for one in shown if one.method != "h2"]))
    scored = [(_support(one, stated, slug), _votes(one, stated), len(one.folded)) for one in shown]
    at = max(range(len(shown)), key=scored.__getitem__, default=None)
    heading, support = (None, 0.0) if at is None else (shown[at], scored[at][0])
    if heading is not None and support >= _ALIKE:
        return _confirmed(heading, stated, support)
    if not stated:
        first = next((one for one in shown if one.method != "h2"), None)
        return Finding(first.text, first.method, 0.35) if first else None
    chosen = max(stated, key=lambda one: _votes(one, stated) + _in_slug(one.folded, slug))
    return Finding(chosen.text, chosen.method, min(0.9, 0.3 + 0.15 * _votes(chosen, stated)))


def _confirmed(heading: _Candidate, stated: Sequence[_Candidate], support: float) -> Finding[str]:
    """The heading, or of a heading that opens with a kicker the statement that it ends with."""
    for one in stated:
        if heading.folded.endswith(f" {one.folded}") and len(one.folded.split()) > 2:
            return Finding(one.text, f"{one.method}+{heading.method}", 0.85)
    same = {one.method for one in stated if one.folded == heading.folded}
    if not same:
        return Finding(heading.text, heading.method, 0.35 + 0.3 * support)
    method = "+".join([heading.method, *sorted(same)])
    return Finding(heading.text, method, _CONFIRMED[min(len(same), 3)])


def _stated(
    data: PageData, sites: frozenset[str], slug: frozenset[str], shown: Sequence[_Candidate]
) -> Iterator[_Candidate]:
    said = [("json_ld", plain(node.get("headline"))) for node in data.ld if is_article(node)][:1]
    said += [
        (name.replace(":", "_"), value) for name in _STATED for value in data.meta.get(name, ())
    ]
    said.append(("title_tag", data.title))
    known = [
        *(one.folded for one in shown),
        *(comparison_key(value) for name, value in said[:1] if value),
    ]
    for method, value in said:
        if value:
            cut = without_site(value, sites, slug, known)
            if spaceless_key(cut) not in sites and comparison_key(cut):
                yield _Candidate(cut, method.replace(":", "_"), comparison_key(cut))


def without_site(
    written: str,
    sites: frozenset[str],
    slug: frozenset[str] = frozenset(),
    known: Sequence[str] = (),
) -> str:
    """``written`` without the parts at its ends that name the site or a rubric of it.

    ``known`` are folded headlines: a part that is one of them is all that there is to keep.
    """
    separator = _CJK_SEPARATOR if len(CJK.findall(written)) > len(written) / 3 else _SEPARATOR
    while marks := list(separator.finditer(written)):
        head, tail = written[: marks[0].start()], written[marks[-1].end() :]
        before, after = written[: marks[-1].start()], written[marks[0].end() :]
        for part, rest in _ends(written, marks):
            if comparison_key(part) in known and _in_slug(comparison_key(part), slug) >= _in_slug(
                comparison_key(rest), slug
            ):
                return part
        if spaceless_key(tail) in sites or _is_rubric(tail, marks[-1], slug, separator):
            written = before
        elif spaceless_key(head) in sites:
            written = after
        else:
            break
    return written.strip()


def _ends(written: str, marks: Sequence[re.Match[str]]) -> Iterator[tuple[str, str]]:
    """Either end of ``written`` at each separator, and the other; beginnings first."""
    halves = [(written[: mark.start()], written[mark.end() :]) for mark in marks]
    yield from halves
    yield from ((tail, head) for head, tail in halves)


def _is_rubric(
    tail: str, mark: re.Match[str], slug: frozenset[str], separator: re.Pattern[str]
) -> bool:
    """Whether a last part looks like a site's name, and not like the end of the headline."""
    if separator is _CJK_SEPARATOR:
        return len(tail) <= _CJK_SITE and not re.search(r"\d", tail)
    if mark[0].startswith(":") or len(tail.split()) > _SITE_WORDS:
        return bool(_FIRM & set(mark[0])) and not _in_slug(comparison_key(tail), slug)
    return bool(_FIRM & set(mark[0])) or not slug or not _in_slug(comparison_key(tail), slug)


def sites_of(data: PageData, site: str | None) -> frozenset[str]:
    """The names of the site, squeezed."""
    names = [
        value
        for name in ("og:site_name", "application-name", "apple-mobile-web-app-title")
        for value in data.meta.get(name, ())
    ]
    names += [n for node in data.ld if (n := _publisher(node))]
    return frozenset(filter(None, map(spaceless_key, [*names, site or ""])))


def _publisher(node: dict[str, object]) -> str | None:
    publisher = node.get("publisher")
    if isinstance(publisher, dict):
        return plain(publisher.get("name"))
    return plain(node.get("name")) if node.get("@type") == "WebSite" else None


def _support(one: _Candidate, stated: Sequence[_Candidate], slug: frozenset[str]) -> float:
    """How much of a heading the page's statements or its address hold: 1 if the same."""
    words = set(one.folded.split())
    if not words:
        return 0.0
    best = 0.0
    for other in stated:
        theirs = set(other.folded.split())
        held = len(words & theirs) / len(words | theirs) if theirs else 0.0
        if other.folded != one.folded:
            held = 0.9 * max(held, _contained(one.folded, other.folded))
        best = max(best, held)
    address = _in_slug(one.folded, slug)
    best = max(best, 0.8 * address)
    return best * {"h1": 1.0, "entry": 1.0}.get(one.method, 0.85) if best else 0.0


def _contained(one: str, other: str) -> float:
    """1 where a headline of three words or more starts or ends the other."""
    short, long = sorted((one, other), key=len)
    return float(
        len(short.split()) > 2 and (long.startswith(f"{short} ") or long.endswith(f" {short}"))
    )


def _in_slug(folded: str, slug: frozenset[str]) -> float:
    """Share of a headline's longer words that stand in the address."""
    words = [word for word in folded.split() if len(word) > 3]
    return sum(word in slug for word in words) / len(words) if words and slug else 0.0


def _votes(one: _Candidate, stated: Sequence[_Candidate]) -> int:
    return sum(other.folded == one.folded for other in stated)
