"""Reads what a page states about itself: JSON-LD, meta tags, headings, title, language."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element

from services.cleaning.html.headings import TRAIL_TAGS, Heading, read_heading, read_trail
from services.cleaning.text_normalisation import comparison_key, normalise_text

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Story)$")
_LINE_BREAKS = re.compile(r"[\r\n\t]+")
_MAX_HEADINGS = 60  # a page with more repeats them in lists
_MAX_TRAILS = 3  # as with headings
_MAX_DEPTH = 6  # levels of objects within objects of JSON-LD
_MIN_HEADLINE = 3  # words of a headline with which a title tag may begin
_ORIGIN = re.compile(r"^(?:[a-z]+:)?//[^/?#]*", re.IGNORECASE)
_ADDRESSES = ("url", "@id", "mainEntityOfPage")
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_LISTS = ("hasPart", "itemListElement")
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)


_Node = tuple[dict[str, Any], bool]
"""An object of JSON-LD, and whether it stands in a list."""


@dataclass
class PageData:
    """What a page states, by source, in the order of the page.

    ``json_ld`` holds every object with a type, articles first, without articles of other pages;
    ``meta`` the contents of meta tags by name in lower case; ``trails`` the names in each visible
    breadcrumb trail; ``canonical`` the address that the page gives for itself.
    """

    json_ld: list[dict[str, Any]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    trails: list[list[str]] = field(default_factory=list)
    title: str | None = None
    lang: str | None = None
    canonical: str | None = None

    def first(self, *names: str) -> str | None:
        """The content of the first meta tag of these names, or None."""
        return next((value for name in names for value in self.meta.get(name, ())), None)


def read_page(tree: _Element, url: str | None = None) -> PageData:
    """What the page at ``url`` states. JSON-LD that is no JSON counts as missing."""
    data = PageData(lang=tree.get("lang") or tree.get("xml:lang"))
    nodes: list[_Node] = []
    for element in tree.iter("script", "meta", "h1", "h2", "title", "link", *TRAIL_TAGS):
        if element.tag == "script":
            if "ld+json" in (element.get("type") or ""):
                nodes.extend(_nodes(_load(element.text or "")))
        elif element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = normalise_text(element.get("content") or "")
            if name and content:
                data.meta.setdefault(name.strip().lower(), []).append(content)
        elif element.tag == "link":
            if element.get("rel") == "canonical":
                data.canonical = data.canonical or element.get("href")
        elif element.tag in ("h1", "h2"):
            if len(data.headings) < _MAX_HEADINGS and (heading := read_heading(element)):
                data.headings.append(heading)
        elif element.tag in TRAIL_TAGS:
            if len(data.trails) < _MAX_TRAILS and (names := read_trail(element)):
                data.trails.append(names)
        else:
            data.title = data.title or normalise_text("".join(map(str, element.itertext()))) or None
    articles = _own_articles([one for one in nodes if is_article(one[0])], data, url)
    data.json_ld = [*articles, *(node for node, _ in nodes if not is_article(node))]
    return data


def _own_articles(
    articles: Sequence[_Node], data: PageData, url: str | None
) -> list[dict[str, Any]]:
    """The objects that describe the page's own article, and not one that it links to.

    They have the page's address or its headline. Where none has, all count but those in lists.
    """
    if len(articles) < 2:
        return [node for node, _ in articles]
    paths = set(map(_path, filter(None, (url, data.canonical, data.first("og:url"))))) - {""}
    shown = [one.text for one in data.headings if one.tag != "h2"]
    stated = data.first("og:title"), data.first("twitter:title")
    headlines = {comparison_key(text) for text in (*shown, *stated) if text}
    title = comparison_key(data.title or "")

    def is_own(node: dict[str, Any]) -> bool:
        if any(_path(one) in paths for name in _ADDRESSES for one in _addresses(node.get(name))):
            return True
        key = comparison_key(text_value(node.get("headline") or node.get("name")) or "")
        words = key.count(" ") + 1
        return key in headlines or (words >= _MIN_HEADLINE and f"{title} ".startswith(f"{key} "))

    own = [node for node, _ in articles if is_own(node)]
    return own or [node for node, is_listed in articles if not is_listed]


def _path(address: str) -> str:
    """The path of an address, or of one without its site, as one form."""
    path = _ORIGIN.sub("", address.strip())
    return path.partition("#")[0].partition("?")[0].strip("/").lower()


def _addresses(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [one for name in ("@id", "url") for one in _addresses(value.get(name))]
    return [value] if isinstance(value, str) else []


def text_value(value: Any) -> str | None:
    """A JSON-LD value as text: the first text of a list; None where there is no text."""
    if isinstance(value, list):
        return next((one for v in value if (one := text_value(v))), None)
    if isinstance(value, dict):
        return text_value(value.get("@value"))
    return normalise_text(value) or None if isinstance(value, str) else None


def json_ld_types(data: PageData) -> frozenset[str]:
    """The types of all things that the page describes in JSON-LD."""
    return frozenset(kind for node in data.json_ld for kind in _types(node))


def is_free(data: PageData) -> bool:
    """Whether everybody may read the article; False only if the page states so."""
    stated = (str(n.get("isAccessibleForFree")).lower() for n in data.json_ld if is_article(n))
    return not any(word in ("false", "no") for word in stated)


def stated_body(data: PageData) -> str:
    """The longest body of an article that the page states; empty if there is none."""
    stated = (n.get("articleBody") for n in data.json_ld if is_article(n))
    return max((one for one in stated if isinstance(one, str)), key=len, default="")


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [kind for kind in kinds if isinstance(kind, str)]


def is_article(node: dict[str, Any]) -> bool:
    """Whether a JSON-LD object describes an article, by its type."""
    return any(map(_ARTICLE_TYPES.search, _types(node)))


def _load(text: str) -> Any:
    text = _WRAPPERS.sub("", _WRAPPERS.sub("", text.strip()))
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_LINE_BREAKS.sub(" ", text).replace("\\'", "'"), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, depth: int = 0, is_listed: bool = False) -> Iterator[_Node]:
    """Every object in JSON-LD that has a type or a headline, outer objects first."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1, is_listed)
    elif isinstance(value, dict):
        if "@type" in value or "headline" in value:
            yield value, is_listed
        for key in (*_CONTAINERS, *_LISTS):
            if isinstance(value.get(key), (dict, list)):
                yield from _nodes(value[key], depth + 1, is_listed or key in _LISTS)
