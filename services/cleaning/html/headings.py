"""Reads a page's headings, the badges in them, and the section's name that stands above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element

from services.cleaning.text_normalisation import comparison_key, normalise_text

_HEADLINE_CLASS = re.compile(
    r"(?:^|\s)(?:(?:entry|post|article)[-_]?(?:title|headline)|p-name)(?:\s|$)"
)
_APART = frozenset(("aside", "nav", "footer", "form", "dialog"))
UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "rt", "rp"))
"""Elements whose text nobody sees, or that say how the text beside them is pronounced."""
TRAIL_TAGS = frozenset(("nav", "ol", "ul", "div"))
"""Elements that may hold a breadcrumb trail."""

_JOINT = "\x00"  # between two pieces of text; no page holds it
_UNSPACED = "[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]"
_WITHIN_WORD = re.compile(f"(?<={_UNSPACED}){_JOINT}+(?={_UNSPACED})|{_JOINT}+(?=[,.;:!?])")
_BETWEEN_NAMES = re.compile(r"\s*[>»›→❯▸|＞]\s*|\s+/\s+")

# Set by hand.
_MAX_PIECES = 20  # of a heading that is a headline
_MAX_LABEL = 40  # characters of a section's name
_STEPS = 4  # elements from a heading to the label above it
_MAX_TRAIL = 300  # characters; longer ones are menus


class Piece(NamedTuple):
    """A part of a heading. ``is_apart`` says that it stands in an element of its own."""

    text: str
    is_apart: bool


class Label(NamedTuple):
    """A short line above a heading: its text, its links' texts and addresses, its classes."""

    text: str
    links: tuple[tuple[str, str], ...]
    classes: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the page shows.

    ``tag`` is ``h1``, ``h2``, or ``entry`` if its class calls it a headline. ``is_outside_article``
    says that it stands in a part of the page that holds no article, such as its footer. ``pieces``
    and ``labels``, the nearest first, are read of headlines alone.
    """

    text: str
    tag: str
    is_outside_article: bool
    pieces: tuple[Piece, ...] = field(default=(), compare=False)
    labels: tuple[Label, ...] = field(default=(), compare=False)


def read_heading(element: _Element) -> Heading | None:
    """The heading; None if it has no text."""
    text = visible_text(element)
    if not text:
        return None
    is_outside = any(parent.tag in _APART for parent in element.iterancestors())
    kind = _kind(element)
    if kind == "h2" or is_outside:
        return Heading(text, kind, is_outside)
    return Heading(text, kind, is_outside, _pieces(element), tuple(_labels(element)))


def visible_text(element: _Element) -> str:
    """The text that readers see of an element, on one line."""
    pieces = []
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in UNSEEN:
            pieces.append(part.text or "")
        if part is not element:
            pieces.append(part.tail or "")
    return normalise_text(_WITHIN_WORD.sub("", _JOINT.join(pieces)).replace(_JOINT, " "))


def visible_pieces(element: _Element) -> Iterator[tuple[str, str]]:
    """The texts that readers see in an element, each with the tag of the element that holds it."""
    for part in element.iter():
        is_seen = isinstance(part.tag, str) and part.tag not in UNSEEN
        if is_seen and (text := normalise_text(part.text or "")):
            yield text, part.tag
        if part is not element and (text := normalise_text(part.tail or "")):
            above = part.getparent()
            yield text, str(above.tag) if above is not None else ""


def read_trail(element: _Element) -> list[str]:
    """The names in the visible breadcrumb trail that an element of ``TRAIL_TAGS`` is; else none."""
    if not (
        "readcrumb" in element.get("class", "")
        or "readcrumb" in element.get("aria-label", "")
        or "BreadcrumbList" in element.get("itemtype", "")
    ):
        return []
    written = " > ".join(filter(None, map(normalise_text, _seen_texts(element))))
    return split_trail(written) if len(written) <= _MAX_TRAIL else []


def split_trail(written: str) -> list[str]:
    """The names in a written trail such as `Home > News > Transport`."""
    names = (name.strip() for name in _BETWEEN_NAMES.split(written))
    return [name for name in names if comparison_key(name) and not name.endswith(":")]


def _seen_texts(element: _Element) -> Iterator[str]:
    for part in element.iter():
        if isinstance(part.tag, str) and part.tag not in UNSEEN and part.text:
            yield part.text
        if part is not element and part.tail:
            yield part.tail


def _kind(heading: _Element) -> str:
    if heading.get("itemprop") == "headline" or _HEADLINE_CLASS.search(heading.get("class") or ""):
        return "entry"
    return str(heading.tag)


def _pieces(heading: _Element) -> tuple[Piece, ...]:
    """The texts side by side in a heading, of the innermost element that has more than one."""
    pieces: list[tuple[Piece, _Element]] = []
    for _ in range(_STEPS):
        if len(heading) > _MAX_PIECES:
            return ()
        own = normalise_text(heading.text or "")
        pieces = [(Piece(own, False), heading)] if own else []
        for child in heading:
            seen = isinstance(child.tag, str) and child.tag not in UNSEEN
            if seen and (text := visible_text(child)):
                pieces.append((Piece(text, True), child))
            if tail := normalise_text(child.tail or ""):
                pieces.append((Piece(tail, False), heading))
        if len(pieces) != 1 or pieces[0][1] is heading:
            break
        heading = pieces[0][1]
    return tuple(piece for piece, _ in pieces) if len(pieces) > 1 else ()


def _labels(heading: _Element) -> Iterator[Label]:
    """The short lines just above a heading."""
    element: _Element | None = heading
    for _ in range(_STEPS):
        if element is None:
            return
        before = element.getprevious()
        if before is None:
            element = element.getparent()
            if element is None or element.tag in ("body", "main"):
                return
            continue
        element = before
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            continue
        if text := visible_text(element):
            if len(text) > _MAX_LABEL:
                return
            links = tuple((visible_text(a), a.get("href") or "") for a in element.iter("a"))
            classes = " ".join(one.get("class") or "" for one in (element, *element.iter()))
            yield Label(text, links, classes)
