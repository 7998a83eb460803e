"""Finds the authors that a page's markup names: `rel=author`, microdata, classes for authors."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from services.cleaning.html.structured_data import visible_text

_CANDIDATES = XPath(
    "//*[@rel='author' or @itemprop='author' or contains(@class, 'author')"
    " or contains(@class, 'byline') or contains(@class, 'autor') or contains(@class, 'auteur')]"
)
_CLASS = re.compile(
    r"(?:[\w-]*[-_])?(?:author|byline|autor|auteur|reporter)s?(?:[-_]*(?:names?|link|text|\d))?",
    re.IGNORECASE,
)
_OTHER_CLASS = re.compile(
    r"comment|related|teaser|listing|im(?:g|age)|photo|media|caption|avatar|bio|(?<!v)card|desc|prep|"
    r"popular|recommend|recirc|more|widget|social|follow",
    re.IGNORECASE,
)
_APART = frozenset(("aside", "nav", "footer", "form", "figure", "figcaption"))
# Set by hand; measured with `wireroom eval cleaning`.
_LEVELS = 3  # levels up to which a class may say that the place is no byline
_MAX_CREDIT = 120  # characters; a longer text introduces someone
_MAX_CREDITS = 6  # a page with more lists articles


@dataclass(frozen=True, slots=True)
class Credit:
    """The text of an element that names an author.

    ``method`` is ``microdata``, ``rel_author`` or ``class``.
    """

    text: str
    method: str


def find(tree: HtmlElement) -> list[Credit]:
    """The authors of the article itself: the first on the page and those beside it."""
    candidates: Any = _CANDIDATES(tree)
    elements = [(one, method) for one in candidates if (method := _method(one))]
    outer = {parent for one, _ in elements for parent in one.iterancestors()}
    inner = [(one, method) for one, method in elements if one not in outer]
    texts = dict.fromkeys(text for one, _ in inner if (text := visible_text(one)))
    if not inner or len(texts) > _MAX_CREDITS:
        return []
    inner.sort(key=lambda pair: pair[1] == "class")  # what is written for machines first
    first = inner[0]
    beside = _family(first[0])
    return list(
        _credits(pair for pair in inner if pair[1] == first[1] and _family(pair[0]) == beside)
    )


def _credits(elements: Iterator[tuple[HtmlElement, str]]) -> Iterator[Credit]:
    for element, method in elements:
        text = visible_text(element)
        if text and len(text) <= _MAX_CREDIT:
            yield Credit(text, method)


def _method(element: HtmlElement) -> str | None:
    if _is_elsewhere(element):
        return None
    if element.get("itemprop") == "author":
        return "microdata"
    if element.get("rel") == "author":
        return "rel_author"
    named = any(_CLASS.fullmatch(name) for name in (element.get("class") or "").split())
    return "class" if named else None


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether it stands with a picture, with a comment, or with a link to another article."""
    if _OTHER_CLASS.search(element.get("class") or ""):
        return True
    for level, parent in enumerate(element.iterancestors()):
        if parent.tag in _APART:
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if level < _LEVELS and parent.tag not in ("body", "html") and _OTHER_CLASS.search(names):
            return True
    return False


def _family(element: HtmlElement) -> HtmlElement | None:
    """The element that holds an author's element and those beside it."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return above if above is not None else parent
