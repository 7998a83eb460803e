"""Parses a page, and reads what readers see of it as blocks, in one walk over its tree."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from lxml.etree import HTMLParser, _Element, fromstring, iterwalk, tostring
from trafilatura.utils import load_html

from services.cleaning.html.blocks.element_names import (
    HIDDEN,
    PERSON,
    names_in,
    names_of,
)
from services.cleaning.text_normalisation import comparison_key, normalise_text

# Set by hand.
_MIN_PROSE = 80  # characters
_MARKS = 8  # characters by which marks and spaces make two forms of a short headline differ
_MENU_LINK, _MENU_SIZE = 0.9, 40  # share of its characters in links, and characters
_FORM = 3  # elements that make a block's form

_WHOLE_PAGE = re.compile(r"[^\ud800-\udfff]{0,200}?<html(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_PARSER = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
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


_LANDMARKS = {
    "article": 0,
    "main": 1,
    "section": 2,
    "blockquote": 3,
    "table": 4,
    "ul": 5,
    "ol": 5,
    "dl": 5,
    "figure": 6,
    "aside": 7,
    "nav": 8,
    "footer": 9,
    "header": 10,
    "form": 11,
    "dialog": 12,
}
_LANDMARK_BITS = {tag: 1 << place for tag, place in _LANDMARKS.items()}
LANDMARKS = (
    *("article", "main", "section", "quote", "table", "list", "figure", "aside", "nav", "footer"),
    *("header", "form", "dialog", "article_body", "not_shown"),
)
"""What a block may lie within. The last two: an element whose ``itemprop`` calls it the article's
body, and one with the style `display: none`."""
_MAIN, _ARTICLE_BODY, _NOT_SHOWN = (
    1 << LANDMARKS.index(n) for n in ("main", "article_body", "not_shown")
)
_NO_DISPLAY = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BOLD = frozenset(("b", "strong", "em", "i"))
_CALLED = ("id", "role", "data-testid", "data-component")
_TELLING = frozenset((*_CALLED, "itemprop", "rel", "style", "hidden"))
"""Attributes beside the class that say what an element is."""
_MAY_NAME = frozenset(("a", "span", "small", "time", "b", "strong", "em", "i", "cite", "u", "font"))
"""The elements within a block that may be hidden, or name a person."""


class VisibleBlock(NamedTuple):
    """One block of a page as readers see it.

    ``region`` is the kind of piece that its place suggests, such as ``footer``, or None.
    ``link_share`` is the share of its characters in links, ``bold`` that in bold or italics.
    ``form`` is what its element and the two around it are: tag and classes, from the inside out.
    The paragraphs of an article share one. ``element`` is the place of its element among
    ``Elements``. ``after_break`` says that a line break, not an element, parts it from the block
    before.
    """

    text: str
    tag: str
    region: str | None
    link_share: float
    form: tuple[str, ...] = ()
    element: int = 0
    links: int = 0
    bold: float = 0.0
    after_break: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether it may well be a paragraph of the article: long, no link, in no other place."""
        return (
            len(self.text) >= _MIN_PROSE
            and self.link_share < 0.5
            and self.region in (None, "banner")
        )

    @property
    def is_menu(self) -> bool:
        """Whether it is but a short link, of which a page may have hundreds."""
        return self.link_share > _MENU_LINK and len(self.text) < _MENU_SIZE


class Elements(NamedTuple):
    """The elements of a page that make blocks, each behind the one that holds it; the first is the
    page.

    ``names`` and ``landmarks`` are bits of ``element_names.NAMES`` and of ``LANDMARKS``: those of
    the element and the two around it, and those of all around it. ``articles`` are the outermost
    elements `article` around, 0 where there is none.
    """

    parents: list[int]
    depths: list[int]
    names: list[int]
    names_around: list[int]
    landmarks: list[int]
    articles: list[int]


class VisiblePage(NamedTuple):
    """What readers see of a page: its blocks in order, and the elements that hold them.

    ``people`` are the elements whose class, id or role may name a person, in order. ``hidden`` are
    the texts that the markup hides from readers.
    """

    blocks: list[VisibleBlock]
    elements: Elements
    people: Sequence[_Element] = ()
    hidden: Sequence[str] = ()


def parse(html: str) -> _Element | None:
    """The page as a tree, or None where there is no markup in it."""
    # Twice as quick as with lxml.html, which looks a class up for each element.
    page = html.encode("utf-8", "surrogatepass")
    if b"\0" not in page and _WHOLE_PAGE.match(html):
        return fromstring(page, _PARSER)
    whole = _repaired(html)
    return None if whole is None else fromstring(whole.encode("utf-8", "surrogatepass"), _PARSER)


def _repaired(html: str) -> str | None:
    """The page as trafilatura makes a whole one of it."""
    tree = load_html(html)
    if tree is None and html.strip():
        tree = load_html(f"<html><body>{html}</body></html>")
    return None if tree is None else tostring(tree, encoding="unicode", method="html")


def for_trafilatura(tree: _Element) -> Any:
    """The same tree as trafilatura and htmldate want it."""
    return load_html(tostring(tree, encoding="unicode", method="html"))


def render(tree: _Element) -> list[VisibleBlock]:
    """The visible blocks of a page, in order."""
    return read(tree).blocks


def read(tree: _Element) -> VisiblePage:
    """The visible blocks of a page and their elements.

    What is hidden by its markup is left out, unless most of the page is: then scripts show it.
    """
    walk = _Walk()
    walk.over(tree)
    shown = [block for block in walk.blocks if block.element not in walk.hidden]
    hidden = [block.text for block in walk.blocks if block.element in walk.hidden]
    if _size(shown) < _size(walk.blocks) / 2:
        shown, hidden = walk.blocks, []
    return VisiblePage(shown, walk.elements, walk.people, [*hidden, *filter(None, walk.unshown)])


def _size(blocks: list[VisibleBlock]) -> int:
    """The number of characters."""
    return sum(len(block.text) for block in blocks)


def place_of(blocks: Sequence[VisibleBlock], headline: str | None) -> int | None:
    """The index of the first block that is the headline; None where there is none."""
    key = comparison_key(headline or "")
    if not key:
        return None
    size = len(headline or "")
    most = max(_MARKS, size // 10)
    return next(
        (
            i
            for i, block in enumerate(blocks)
            if abs(len(block.text) - size) <= most and comparison_key(block.text) == key
        ),
        None,
    )


def visible_text(tree: _Element) -> str:
    """The text of a page as scrapers hand it over that keep no markup: a line for each block."""
    return "\n".join(
        f"* {block.text}" if block.tag == "li" else block.text for block in render(tree)
    )


def _marks_of(attributes: Mapping[Any, Any]) -> int:
    """The bits of ``LANDMARKS`` that an element's attributes tell."""
    mark = _ARTICLE_BODY if attributes.get("itemprop") == "articleBody" else 0
    if attributes.get("role") == "main":
        mark |= _MAIN
    if "style" in attributes and _NO_DISPLAY.search(attributes["style"]):
        mark |= _NOT_SHOWN
    return mark


def _is_of_author(attributes: Mapping[Any, Any]) -> bool:
    return attributes.get("itemprop") == "author" or attributes.get("rel") == "author"


class _Walk:
    """The walk over a tree, and what was seen on it."""

    def __init__(self) -> None:
        self.blocks: list[VisibleBlock] = []
        self.elements = Elements([-1], [0], [0], [0], [0], [0])
        self.people: list[_Element] = []
        self.hidden: set[int] = set()
        self.unshown: list[str] = []
        self._own_names = [0]
        self._places: list[tuple[str, str | None, tuple[str, ...]]] = [("body", None, ("body ",))]
        self._pieces: list[str] = []
        self._at = 0
        self._counts = [0, 0, 0]  # characters in all, in links, in bold
        self._links = 0
        self._after_break = False

    def over(self, tree: _Element) -> None:
        """Collect the blocks and elements of a tree, in the order of the page."""
        pieces, add, counts = self._pieces, self._pieces.append, self._counts
        in_link = in_bold = 0
        after_link = False
        skipped: _Element | None = None
        events = iterwalk(tree, events=("start", "end"))
        for event, element in events:
            tag = element.tag
            if event == "start":
                if tag in BLOCKS:
                    if pieces:
                        self._flush()
                    self._links, self._after_break = int(in_link > 0), False
                    self._enter(element, tag)
                elif tag in _MAY_NAME:
                    attributes = dict(element.items())
                    of_class = attributes.get("class", "")
                    called = names_in(of_class) if of_class else 0
                    if tag != "a" and (called & HIDDEN or "hidden" in attributes):
                        events.skip_subtree()
                        skipped = element
                        self.unshown.append(normalise_text("".join(map(str, element.itertext()))))
                        continue
                    if called & PERSON or _is_of_author(attributes):
                        self.people.append(element)
                    if tag == "a":
                        if after_link:  # readers see two links, not one word
                            add(" ")
                        in_link += 1
                        self._links += 1
                    elif tag in _BOLD:
                        in_bold += 1
                elif tag in UNSEEN:
                    events.skip_subtree()
                    continue
                elif tag == "br":
                    if pieces:
                        self._flush()
                    self._after_break = True
                text = element.text
            else:
                if tag in BLOCKS:
                    if pieces:
                        self._flush()
                    self._at = self.elements.parents[self._at]
                    self._links = int(in_link > 0)
                elif tag == "a":
                    in_link -= 1
                    after_link = True
                elif tag in _BOLD and element is not skipped:
                    in_bold -= 1
                text = None if element is tree else element.tail
            if text:
                after_link = False
                size = len(text.strip())
                if size or pieces:  # no block begins with a space
                    add(text)
                    counts[0] += size
                    if in_link:
                        counts[1] += size
                    if in_bold:
                        counts[2] += size
        self._flush()

    def _enter(self, element: _Element, tag: str) -> None:
        parents, depths, names, names_around, landmarks, articles = self.elements
        above, at = self._at, len(parents)
        attributes: dict[Any, Any] = dict(element.items())
        of_class = attributes.get("class", "")
        mark, own, is_author = _LANDMARK_BITS.get(tag, 0), 0, False
        is_hidden = above in self.hidden
        if attributes:
            own = names_in(of_class)
            is_hidden = is_hidden or bool(own & HIDDEN)
            if not _TELLING.isdisjoint(attributes):
                others = [attributes[name] for name in _CALLED if name in attributes]
                own = names_of(of_class, others)
                mark |= _marks_of(attributes)
                is_hidden = is_hidden or "hidden" in attributes or bool(mark & _NOT_SHOWN)
                is_author = _is_of_author(attributes)
            if own & PERSON or is_author:
                self.people.append(element)
        if is_hidden:
            self.hidden.add(at)
        own_names = self._own_names
        parents.append(above)
        depths.append(depths[above] + 1)
        names.append(own | own_names[above] | own_names[max(parents[above], 0)])
        names_around.append(names_around[above] | own)
        landmarks.append(landmarks[above] | mark)
        articles.append(articles[above] or (at if tag == "article" else 0))
        own_names.append(own)
        _, region, form = self._places[above]
        form = (f"{tag} {of_class}", *form[: _FORM - 1])
        self._places.append((tag, _REGIONS.get(tag, region), form))
        self._at = at

    def _flush(self) -> None:
        """End the block that was collected, if readers see something of it."""
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if not (text.isascii() and text.isprintable() and "&" not in text):
            text = normalise_text(text)
        size, in_links, bold = self._counts
        size = size or 1
        self._counts[:] = (0, 0, 0)
        if text:
            tag, region, form = self._places[self._at]
            self.blocks.append(
                VisibleBlock(
                    text,
                    tag,
                    region,
                    in_links / size,
                    form,
                    self._at,
                    self._links,
                    bold / size,
                    self._after_break,
                )
            )
            self._links, self._after_break = 0, False
