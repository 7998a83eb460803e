"""Reads an article's section: from what its page states, its breadcrumbs, a label, its URL."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from urllib.parse import unquote, urlsplit

from services.cleaning.attribution.attribution_lines import CONTACT
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
_SEGMENT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,2}")

# Set by hand.
_MAX_WORDS = 5  # longer breadcrumbs are headlines
_MAX_LABEL = 4  # words of a label above a headline
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
    """Comparison keys of all sections that the page names, to tell them from headlines."""
    names = [*_of_json_ld(data), *_of_meta(data), *_crumbs(data), *chain(*data.trails)]
    names += [one.text for heading in data.headings for one in heading.labels]
    return frozenset(map(comparison_key, names))


def _can_be_section(name: str) -> bool:
    return (
        not CONTACT.search(name) and len(name.split()) <= _MAX_WORDS and any(map(str.isalpha, name))
    )


def _of_json_ld(data: PageData) -> Iterator[str]:
    for node in data.json_ld:
        if is_article(node) and (written := text_value(node.get("articleSection"))):
            yield split_trail(written)[-1] if split_trail(written) else written


def _of_meta(data: PageData) -> Iterator[str]:
    for name in ("article:section", "section", "parsely-section", "og:section"):
        for value in data.meta.get(name, ()):
            yield split_trail(value)[-1] if split_trail(value) else value


def _of_trails(data: PageData, headline: str | None) -> Iterator[str]:
    """The last names in the trails that are not the headline."""
    for names in (_crumbs(data), *data.trails):
        yield from reversed([name for name in _beside_home(names) if not _is_in(name, headline)])


def _beside_home(names: Sequence[str]) -> Sequence[str]:
    return [name for name in names if comparison_key(name) not in _HOME]


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
            trail = _beside_home(split_trail(label.text))
            if len(trail) > 1 and len(split_trail(label.text)) > len(trail):
                yield trail[-1]
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
    if any(map(_PERSON.search, label.links)):
        return False
    name = spaceless_key(text)
    ends = [spaceless_key(path[-1]) for link in label.links if (path := _path(link))]
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
