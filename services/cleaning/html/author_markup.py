"""Finds the authors that a page's markup names: `rel=author`, microdata, classes for authors."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from services.cleaning.html.headings import visible_pieces

_CLASS = re.compile(
    r"(?:[\w-]*(?:[-_]|(?<=[a-z])(?=[AB])))?"
    r"(?:[Aa]uthor|AUTHOR|[Bb]yline|[Aa]utor|[Aa]uteur|reporter|writer|journalist|contributor)s?"
    r"(?:[-_]*(?:[Nn]ames?|link|text|\d))?(?:__(?=\w*[A-Z\d])\w{4,8})?"
)
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:en|es|as?|i|e)?|auteurs?|journalists?|reporters?|contributors?|writers?|"
    r"columnists?|redakteure?|redaktion|profiles?|profil|bylines?|by|people)/[^/?#.]*[a-z][^/?#]*/?$"
)
_MAY_HOLD_NAME = re.compile(
    r"author|byline|\busername\b|posted-?by|submitted|journalist|screenname|writer|"
    r"zuozhe|bianji|xiaobian",
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

    ``method`` is ``microdata``, ``rel_author``, ``class``, ``author_link`` or ``loose_class``.
    ``pieces`` are the texts within it, each with the tag of the element that holds it.
    """

    text: str
    method: str
    pieces: tuple[tuple[str, str], ...] = ()


def find(people: Sequence[_Element]) -> list[Credit]:
    """The authors of the article itself: the first on the page and those beside it.

    ``people`` are the elements that may name a person.
    """
    marked = ((one, method) for one in people if (method := _method(one)))
    return _first([pair for pair in marked if not _is_elsewhere(pair[0])])


def find_links(tree: _Element) -> list[Credit]:
    """The names in links to authors' pages: the first on the page and those beside it."""
    links = (one for one in tree.iter("a") if _AUTHOR_LINK.search(one.get("href", "").lower()))
    return _first([(one, "author_link") for one in links if not _is_elsewhere(one)])


def find_loose(people: Sequence[_Element]) -> list[Credit]:
    """The texts of elements whose class or id has a word for authors anywhere, in page order."""
    elements = (one for one in people if _MAY_HOLD_NAME.search(_called(one)))
    found = (_credit(one, "loose_class")[1] for one in elements if not _is_elsewhere(one))
    return [one for one in found if 0 < len(one.text) <= _MAX_CREDIT]


def _first(elements: list[tuple[_Element, str]]) -> list[Credit]:
    outer = {parent for one, _ in elements for parent in one.iterancestors()}
    inner = [_credit(one, method) for one, method in elements if one not in outer]
    shown = [(one, credit) for one, credit in inner if credit.text]
    if not shown or len({credit.text for _, credit in shown}) > _MAX_CREDITS:
        return []
    shown.sort(key=lambda pair: pair[1].method == "class")  # what is written for machines first
    first, chosen = shown[0]
    beside = _family(first)
    return [
        credit
        for one, credit in shown
        if credit.method == chosen.method
        and len(credit.text) <= _MAX_CREDIT
        and _family(one) == beside
    ]


def _credit(element: _Element, method: str) -> tuple[_Element, Credit]:
    pieces = tuple(visible_pieces(element))
    return element, Credit(" ".join(text for text, _ in pieces), method, pieces)


def _called(element: _Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _method(element: _Element) -> str | None:
    if "author" in (element.get("itemprop") or "").split():
        return "microdata"
    if element.get("rel") == "author":
        return "rel_author"
    names = f"{element.get('class') or ''} {element.get('data-testid') or ''}"
    return "class" if any(map(_CLASS.fullmatch, names.split())) else None


def _is_elsewhere(element: _Element) -> bool:
    """Whether it stands with a picture, with a comment, or with a link to another article."""
    if _OTHER_CLASS.search(element.get("class") or ""):
        return True
    for level, parent in enumerate(element.iterancestors()):
        if parent.tag in _APART:
            return True
        if (
            level < _LEVELS
            and parent.tag not in ("body", "html")
            and _OTHER_CLASS.search(_called(parent))
        ):
            return True
    return False


def _family(element: _Element) -> _Element | None:
    """The element that holds an author's element and those beside it."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return above if above is not None else parent
