"""Gathers what a page says about itself: JSON-LD, meta tags, microdata, `<time>`, headings."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from services.cleaning.text_normalisation import normalise_text

_ARTICLE_TYPES = re.compile(r"(?:Article|Posting|Report|Review|Story)$")
_LINE_BREAKS = re.compile(r"[\r\n\t]+")
_MOST_HEADINGS = 60
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|;)\s*$"
)


_ENTRY = re.compile(r"(?:^|\s)(?:(?:entry|post|article)[-_]?(?:title|headline)|p-name)(?:\s|$)")
_APART = frozenset(("aside", "nav", "footer", "form", "dialog"))
_UNREAD = frozenset(("script", "style", "template", "noscript", "svg"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the page shows. ``tag`` is h1, h2, or entry where its class calls it so.

    ``is_apart`` says that it stands in a part of the page that is not about the article.
    """

    text: str
    tag: str
    is_apart: bool


@dataclass
class PageData:
    """Raw statements of the page, by source, in page order."""

    ld: list[dict[str, Any]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    title: str | None = None
    lang: str | None = None
    canonical: str | None = None

    def first(self, *names: str) -> str | None:
        """The first meta tag of these names that says something."""
        return next((value for name in names for value in self.meta.get(name, ())), None)


def gather(tree: HtmlElement) -> PageData:
    data = PageData(lang=tree.get("lang") or tree.get("xml:lang"))
    for element in tree.iter("script", "meta", "h1", "h2", "title", "link"):
        if element.tag == "script":
            if "ld+json" in (element.get("type") or ""):
                data.ld.extend(_nodes(_load(element.text or "")))
        elif element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = normalise_text(element.get("content") or "")
            if name and content:
                data.meta.setdefault(name.strip().lower(), []).append(content)
        elif element.tag in ("h1", "h2"):
            if len(data.headings) < _MOST_HEADINGS and (text := read(element)):
                data.headings.append(Heading(text, _kind(element), _is_apart(element)))
        elif element.tag == "title":
            data.title = data.title or normalise_text(element.text_content()) or None
        elif element.get("rel") == "canonical":
            data.canonical = data.canonical or element.get("href")
    data.ld.sort(key=lambda node: not is_article(node))
    return data


def read(element: HtmlElement) -> str:
    """The text that readers see of an element."""
    pieces = []
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in _UNREAD:
            pieces.append(part.text or "")
        if part is not element:
            pieces.append(part.tail or "")
    return normalise_text(" ".join(pieces))


def _kind(heading: HtmlElement) -> str:
    if heading.get("itemprop") == "headline" or _ENTRY.search(heading.get("class") or ""):
        return "entry"
    return str(heading.tag)


def _is_apart(heading: HtmlElement) -> bool:
    return any(parent.tag in _APART for parent in heading.iterancestors())


def plain(value: Any) -> str | None:
    """A JSON-LD value as text: its first one where it is a list, None where it is no text."""
    if isinstance(value, list):
        return next((one for v in value if (one := plain(v))), None)
    if isinstance(value, dict):
        return plain(value.get("@value"))
    return normalise_text(value) or None if isinstance(value, str) else None


def types(data: PageData) -> frozenset[str]:
    """The types of all things that the page describes in JSON-LD."""
    return frozenset(kind for node in data.ld for kind in _types(node))


def is_free(data: PageData) -> bool:
    """Whether the article may be read by all, as far as the page says."""
    said = (str(n.get("isAccessibleForFree")).lower() for n in data.ld if is_article(n))
    return not any(word in ("false", "no") for word in said)


def _types(node: dict[str, Any]) -> list[str]:
    said = node.get("@type")
    return [kind for kind in (said if isinstance(said, list) else [said]) if isinstance(kind, str)]


def is_article(node: dict[str, Any]) -> bool:
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


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object in a piece of JSON-LD that has a type, outer ones first."""
    if depth > 6:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "headline" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
            if isinstance(value.get(key), (dict, list)):
                yield from _nodes(value[key], depth + 1)
