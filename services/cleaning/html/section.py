"""Reads an article's section: from what its page states, its breadcrumbs, a label, its URL."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from urllib.parse import unquote, urlsplit

from services.cleaning.attribution.attribution_lines import CONTACT
from services.cleaning.attribution.date_words import months
from services.cleaning.finding import Finding
from services.cleaning.html.headings import Heading, Label, split_trail
from services.cleaning.html.structured_data import PageData, is_article, text_value
from services.cleaning.language_words import WORDS
from services.cleaning.text_normalisation import comparison_key, spaceless_key

_HOME = frozenset(map(comparison_key, WORDS["sections.home"]))
_BADGES = frozenset(map(comparison_key, WORDS["titles.badges"]))
_NO_SECTIONS = frozenset(WORDS["sections.no_sections"])
_LABEL_CLASS = re.compile(
    r"(?:^|[\s_-])(?:kicker|rubri[ck]|rubrique|ressort|eyebrow|overline|sections?|categor(?:y|ies|ia)"
    r"|cat|channel|topic|seccion|sezione|secao|dachzeile|supertitle|pretitle)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"/(?:authors?|autor(?:en|es)?|by|profiles?|people|users?|staff)/", re.IGNORECASE
)
_LIST, _TIGHT = re.compile(r",\s*"), re.compile(r"\S,\S")
_SEGMENT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,2}")

# Set by hand.
_MAX_WORDS = 5  # longer breadcrumbs are headlines
_MAX_LABEL = 4  # words of a label above a headline
_SHORT_TRAIL = 2  # names: the whole site and a section
_MIN_SEGMENT, _MAX_SEGMENT = 3, 24  # letters of a section in a URL
_MIN_SLUG = 3  # words of a headline in a URL
_JSON_LD, _META_TAG, _BREADCRUMB, _LABEL, _URL = 0.85, 0.8, 0.7, 0.65, 0.4  # confidence


def find_section(
    data: PageData, headline: str | None, url: str | None = None
) -> Finding[str] | None:
    """The section that the page states, else by its breadcrumbs, a label, the URL's path."""
    for method, confidence, names in (
        ("json_ld", _JSON_LD, _of_json_ld(data)),
        ("meta", _META_TAG, _of_meta(data)),
        ("breadcrumb", _BREADCRUMB, _of_trails(data, headline)),
        ("label", _LABEL, _of_labels(data, headline, url)),
        ("url", _URL, _of_url(url)),
    ):
        found = next((name for name in names if _can_be_section(name)), None)
        if found:
            return Finding(found, method, confidence)
    return None


def sections_named(data: PageData) -> frozenset[str]:
    """Comparison keys of the sections that the page names, to tell them from headlines.

    The last name of a longer trail may be the headline.
    """
    names = [*_of_json_ld(data), *_of_meta(data), *_crumbs(data)[:-1]]
    names += chain(*(trail[:-1] if len(trail) > _SHORT_TRAIL else trail for trail in data.trails))
    names += [one.text for heading in data.headings for one in heading.labels]
    return frozenset(comparison_key(name) for name in names if len(name.split()) < _MAX_LABEL)


def labels_of(data: PageData, headline: str | None) -> Iterator[str]:
    """The short lines above the headline and in it, and the genres that the page states."""
    for heading in _headlines(data.headings, headline):
        yield from (one.text for one in heading.labels)
        yield from (one.text for one in heading.pieces if one.is_apart)
    for node in data.json_ld:
        if is_article(node) and (genre := text_value(node.get("genre"))):
            yield genre


def _can_be_section(name: str) -> bool:
    return (
        not CONTACT.search(name) and len(name.split()) <= _MAX_WORDS and any(map(str.isalpha, name))
    )


def _of_json_ld(data: PageData) -> Iterator[str]:
    for node in data.json_ld:
        if is_article(node) and (written := text_value(node.get("articleSection"))):
            yield _one_of(written)


def _of_meta(data: PageData) -> Iterator[str]:
    for name in ("article:section", "section", "parsely-section", "og:section"):
        yield from map(_one_of, data.meta.get(name, ()))


def _one_of(written: str) -> str:
    """The last of a path such as `News > Rivers`, the first of a list such as `Rivers,Mills`."""
    last = (split_trail(written.replace("/", "\0")) or [written])[-1].replace("\0", "/")
    return _LIST.split(last)[0] if len(_LIST.findall(last)) > 1 or _TIGHT.search(last) else last


def _of_trails(data: PageData, headline: str | None) -> Iterator[str]:
    """The last names in the trails that are not the headline."""
    headlines = {comparison_key(one.text) for one in data.headings if one.tag != "h2"}
    for trail, most in ((_crumbs(data), _MAX_WORDS), *((one, _MAX_LABEL) for one in data.trails)):
        names = [name for name in _beside_home(trail) if not _is_in(name, headline)]
        own = [name for name in names if comparison_key(name) not in headlines]
        yield from (name for name in reversed(own) if len(name.split()) <= most)


def _beside_home(names: Sequence[str]) -> Sequence[str]:
    keys = ((name, comparison_key(name)) for name in names)
    return [name for name, key in keys if key not in _HOME and key not in months(None)]


def _is_in(name: str, headline: str | None) -> bool:
    """Whether a name is the headline or its beginning, cut with an ellipsis."""
    key, whole = comparison_key(name), comparison_key(headline or "")
    return key == whole or (name.endswith(("…", "...")) and whole.startswith(key))


def _crumbs(data: PageData) -> list[str]:
    """The names in the stated breadcrumb trail, without the first, which is the whole site."""
    for node in data.json_ld:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            items = [one for one in node["itemListElement"] if isinstance(one, dict)]
            names = [text_value(one.get("name")) or _named(one.get("item")) for one in items]
            return [name for name in names[1:] if name and len(name.split()) <= _MAX_WORDS]
    return []


def _named(item: object) -> str | None:
    return text_value(item.get("name")) if isinstance(item, dict) else None


def _of_labels(data: PageData, headline: str | None, url: str | None) -> Iterator[str]:
    """The labels above the headline that link to a list, or stand in the URL's path."""
    segments = [spaceless_key(part) for part in _path(url)[:-1]]
    for heading in _headlines(data.headings, headline):
        for label in heading.labels:
            names = split_trail(label.text)
            if len(names) > 1 and (names[0] not in _beside_home(names) or "." in names[0]):
                yield names[-1]
            elif len(label.links) > 1:
                parts = (Label(text, ((text, to),), label.classes) for text, to in label.links)
                yield from (one.text for one in parts if _is_section(one, segments))
            elif _is_section(label, segments):
                yield label.text


def _headlines(headings: Iterable[Heading], headline: str | None) -> Iterator[Heading]:
    key = comparison_key(headline or "")
    for heading in headings:
        if key and key in comparison_key(heading.text):
            yield heading


def _is_section(label: Label, segments: Sequence[str]) -> bool:
    text = label.text
    if len(text.split()) > _MAX_LABEL or text.endswith((".", "?", "!", ":", "…")):
        return False
    if any(map(str.isdigit, text)) or comparison_key(text) in _BADGES | _HOME:
        return False
    if any(_PERSON.search(to) for _, to in label.links):
        return False
    name = spaceless_key(text)
    ends = [spaceless_key(path[-1]) for _, to in label.links if (path := _path(to))]
    return name in segments or name in ends or bool(ends and _LABEL_CLASS.search(label.classes))


def _of_url(url: str | None) -> Iterator[str]:
    """The first part of the path that may be a section, before a part with a headline."""
    *parts, last = _path(url) or [""]
    if len(re.findall(r"[^\W\d_]+", last)) < _MIN_SLUG:
        return
    for part in parts:
        if (
            _SEGMENT.fullmatch(part)
            and _MIN_SEGMENT <= len(part) <= _MAX_SEGMENT
            and part.lower() not in _NO_SECTIONS
        ):
            yield part.replace("-", " ").capitalize()
            return


def _path(url: str | None) -> list[str]:
    try:
        return [part for part in unquote(urlsplit(url or "").path).split("/") if part]
    except ValueError:
        return []
