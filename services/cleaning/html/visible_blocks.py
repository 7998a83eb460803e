"""Parses a page, extracts its paragraphs, and renders what readers see of it as blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Comment, _Entity, _ProcessingInstruction
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from services.cleaning.text_normalisation import normalise_text

# Set by hand; measured with `wireroom eval cleaning`.
_MIN_ARTICLE = 400  # characters; with fewer, trafilatura is asked again
_MOST, _LITTLE = 0.5, 0.2  # shares of the visible prose; from .3 to .9 the first is the same
_MUCH_LONGER = 1.5  # times as long the lenient result must be to be taken
_MIN_PROSE = 80  # characters
_FORM = 3  # elements that make a block's form

_UNSEEN_TAGS = """
    script style noscript template svg head iframe object embed canvas audio video select datalist
    math map
"""
_BLOCK_TAGS = """
    address article aside blockquote body button caption center dd details dialog div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html label legend
    li main menu nav ol option p pre section summary table tbody td tfoot th thead tr ul
"""
UNSEEN, BLOCKS = frozenset(_UNSEEN_TAGS.split()), frozenset(_BLOCK_TAGS.split())
_REGIONS = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "related",
    "header": "banner",
    "form": "other",
    "figcaption": "caption",
    "button": "navigation",
    "menu": "navigation",
}


@dataclass(frozen=True, slots=True)
class VisibleBlock:
    """One block of a page as readers see it.

    ``region`` is the kind of piece that its place suggests, such as ``footer``, or None.
    ``link_share`` is the share of its characters in links. ``form`` is what its element and the two
    around it are: tag and classes, from the inside out. The paragraphs of an article share one.
    """

    text: str
    tag: str
    region: str | None
    link_share: float
    form: tuple[str, ...] = ()

    @property
    def is_prose(self) -> bool:
        """Whether it may well be a paragraph of the article: long, no link, in no other place."""
        return (
            len(self.text) >= _MIN_PROSE
            and self.link_share < 0.5
            and self.region in (None, "banner")
        )


def parse(html: str) -> HtmlElement | None:
    """The page as a tree, or None where there is no markup in it."""
    tree = load_html(html)
    if tree is None and html.strip():
        tree = load_html(f"<html><body>{html}</body></html>")
    return tree


def extract_paragraphs(
    tree: HtmlElement, url: str | None, blocks: Sequence[VisibleBlock]
) -> list[str]:
    """The paragraphs of the article on a page; none where there seems to be no article.

    Trafilatura's own rules come first, with its preference for precision. If they find less than
    half of the prose in ``blocks``, it compares several algorithms, which takes as long again. If
    that finds less than a fifth, its balanced mode is tried. `wireroom eval cleaning`, on sites
    kept aside, against rules alone wherever they find 400 characters: ``readability`` .946 instead
    of .906; ``aeb`` (.985) and ``fundus`` equal. On the other sites ``aeb`` loses .005.
    """
    prose = sum(len(block.text) for block in blocks if block.is_prose)
    found = _extract(tree, url, precise=True, quick=True)
    if _is_enough(found, _MOST * prose):
        return found
    found = _extract(tree, url, precise=True) or found
    if _is_enough(found, _LITTLE * prose):
        return found
    lenient = _extract(tree, url)
    return lenient if _size(lenient) > _MUCH_LONGER * _size(found) else found


def _is_enough(lines: Sequence[str], prose: float) -> bool:
    return _size(lines) >= max(_MIN_ARTICLE, prose)


def _size(lines: Sequence[str]) -> int:
    """The number of characters."""
    return sum(map(len, lines))


def _extract(
    tree: HtmlElement, url: str | None, *, precise: bool = False, quick: bool = False
) -> list[str]:
    document: Any = bare_extraction(
        tree,
        url=url,
        include_comments=False,
        with_metadata=False,
        favor_precision=precise,
        fast=quick,
    )
    lines = document.text.split("\n") if document is not None and document.text else ()
    return [line for line in map(normalise_text, lines) if line]


def render(tree: HtmlElement) -> list[VisibleBlock]:
    """The visible blocks of a page, in order."""
    blocks: list[VisibleBlock] = []
    pieces: list[tuple[str, bool]] = []
    place: tuple[str, str | None] = ("body", None)
    form: tuple[str, ...] = ()

    def flush() -> None:
        text = normalise_text("".join(piece for piece, _ in pieces))
        if text:
            link_share = sum(len(piece) for piece, in_link in pieces if in_link)
            share = link_share / max(1, sum(len(piece) for piece, _ in pieces))
            blocks.append(VisibleBlock(text, *place, round(share, 2), form))
        pieces.clear()

    for text, in_link, tag, region, of in _walk(tree):
        if tag is not None:
            flush()
            place, form = (tag, region), of
        elif text:
            pieces.append((text, in_link))
    flush()
    return blocks


def visible_text(tree: HtmlElement) -> str:
    """The text of a page as scrapers hand it over that keep no markup: a line for each block."""
    return "\n".join(
        f"* {block.text}" if block.tag == "li" else block.text for block in render(tree)
    )


def _walk(
    root: HtmlElement,
) -> Iterator[tuple[str, bool, str | None, str | None, tuple[str, ...]]]:
    """The pieces of text in document order: text, whether it is in a link, tag, region, form.

    A piece with a tag has no text: a new block begins there.
    """
    stack: list[tuple[HtmlElement, bool, str, str | None, tuple[str, ...], bool]] = [
        (root, False, "body", None, (), True)
    ]
    while stack:
        element, in_link, tag, region, form, entering = stack.pop()
        name = element.tag
        if not entering:
            if isinstance(name, str) and (name in BLOCKS or name == "br"):
                yield "", False, tag, region, form
            yield element.tail or "", in_link, None, None, form
            continue
        stack.append((element, in_link, tag, region, form, False))
        if isinstance(element, (_Comment, _ProcessingInstruction, _Entity)) or name in UNSEEN:
            continue
        if element.get("hidden") is not None:
            continue
        inner_tag, inner_region, inner_form = tag, _REGIONS.get(name, region), form
        if name in BLOCKS:
            inner_tag = name
            inner_form = (f"{name} {element.get('class', '')}", *form[: _FORM - 1])
            yield "", False, inner_tag, inner_region, inner_form
        inside = in_link or name == "a"
        yield element.text or "", inside, None, None, inner_form
        stack.extend(
            (child, inside, inner_tag, inner_region, inner_form, True)
            for child in reversed(element)
        )
