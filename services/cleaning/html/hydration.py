"""Reads the article of a page whose text stands only in its scripts, as data for a program.

`__NEXT_DATA__`, `__NUXT__`, `__APOLLO_STATE__`, `window.x = {…}`, `Fusion.globalContent`, JSON-LD:
all hold JSON with one object that looks like an article.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.etree import _Element
from lxml.html import fromstring

from services.cleaning.html.headings import UNSEEN
from services.cleaning.lines.split import ends_sentence
from services.cleaning.text_normalisation import comparison_key, normalise_text

_ASSIGNED = re.compile(r"[=(,:]\s*(?=[{\[])|JSON\.parse\(\s*(?=[\"'])")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", re.DOTALL)
_MARKUP = re.compile(r"</?(?:p|div|br|h[1-6]|[uo]l|li|blockquote|span|a|em|strong|b|i)\b[^<>]*>")
_ADDRESS = re.compile(r"(?:https?:/)?/\S*|\S+@\S+|\S+\.\w{2,4}|[{\[<].*")

_BODY_NAMES = """
    articleBody body bodyText body_html bodyHtml content content_elements contentHtml content_html
    paragraphs blocks text html fullText storyText articleText richText
"""
_BODIES = tuple(_BODY_NAMES.split())
"""Names of what holds an article's text."""
_INNER_NAMES = """
    rendered value children components elements items nodes data model json doc document attributes
"""
_WITHIN = frozenset((*_BODIES, *_INNER_NAMES.split()))
"""Names of what holds text within such a text."""
_TITLES = ("headline", "headlines", "title", "heading")
_OF_TITLES = ("basic", "main", "rendered", "text", "value", "default", *_TITLES)
_DATE_NAMES = """
    datePublished publishedAt published_at publishDate publish_date publishedDate published_date
    publicationDate publication_date firstPublished firstPublishedAt first_publish_date display_date
    displayDate publishedOn published_time publishTime published dateCreated createdAt created_at
    date
"""
_DATES = _DATE_NAMES.split()
_AUTHORS = ("authors", "author", "byline", "bylines", "creator", "writers", "credits")
_AUTHOR_NAMES = "name fullName full_name displayName display_name by text title"
_OF_AUTHORS = _AUTHOR_NAMES.split()
_KINDS = ("type", "_type", "__typename", "nodeType", "blockType", "name", "blockName", "tagName")
_INLINE_NAMES = "text span link hyperlink a fragment leaf bold mark"
_INLINE = frozenset(_INLINE_NAMES.split())
_NO_TEXT = re.compile(
    r"image|photo|picture|figure|gallery|video|audio|embed|iframe|advert|(?:^|[-_/])ads?(?:$|[-_])"
    r"|related|recommend|teaser|promo|newsletter|caption|interstitial|script|raw_html|divider|code",
    re.IGNORECASE,
)
_LINE_TAGS = """
    address article aside blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 header li ol p pre section
    table td th tr ul
"""
_LINES = frozenset(_LINE_TAGS.split())
_DROPPED = (*UNSEEN, "figure", "iframe", "video", "audio")

# Set by hand.
_MAX_SCRIPTS = 4_000_000  # characters that are parsed; a page's data are some 100,000
_MAX_STEPS = 200_000  # values that are looked at
_MAX_DEPTH = 30  # levels of values within values
_MAX_TEXTS = 3  # levels of JSON written as text within JSON
_MAX_VALUES = 500  # that one script assigns
_MAX_LINES = 2_000
_MIN_TEXT = 200  # characters of an article
_TITLED = 1.5  # factor for an object with a headline


@dataclass(frozen=True, slots=True)
class Hydrated:
    """What a page's data say of its article. ``authors`` and ``published`` are as written."""

    title: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    published: str | None = None


def hydrated(tree: _Element) -> Hydrated | None:
    """The article in the scripts of a page; None if they hold none. Never raises.

    Of all objects it is the one with most text, where a headline counts half as much again. To be
    called only where the page shows no text: the data of others hold other articles too.
    """
    reader = _Reader()
    best: tuple[float, dict[str, Any], list[str]] | None = None
    for data in _data_of(tree):
        for node in reader.objects(data):
            lines = reader.body_of(node)
            size = sum(map(len, lines)) * (_TITLED if _title_of(node) else 1.0)
            if lines and (best is None or size > best[0]):
                best = (size, node, lines)
    if best is None:
        return None
    _, node, lines = best
    title = _title_of(node)
    key = comparison_key(title or "")
    paragraphs = tuple(line for line in lines if comparison_key(line) != key)
    if sum(map(len, paragraphs)) < _MIN_TEXT:
        return None
    return Hydrated(title, paragraphs, tuple(dict.fromkeys(_authors_of(node))), _date_of(node))


def _data_of(tree: _Element) -> Iterator[Any]:
    """The JSON values in the page's scripts."""
    left = _MAX_SCRIPTS
    for script in tree.iter("script"):
        text = (script.text or "").strip()
        if len(text) < _MIN_TEXT or len(text) > left:
            continue
        left -= len(text)
        value = _parsed(text) if text[0] in "{[" else None
        if isinstance(value, list) and script.get("id") == "__NUXT_DATA__":
            _revive(value)
        if value is not None:
            yield value
        else:
            yield from _assigned(text)


def _assigned(text: str) -> Iterator[Any]:
    """The JSON values that a script assigns or hands over, also as texts for `JSON.parse`."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MAX_VALUES):
        match = _ASSIGNED.search(text, at)
        if match is None:
            return
        at = match.end()
        try:
            if text[at] in "\"'":
                quoted = _QUOTED.match(text, at)
                value = _parsed(_unquoted(quoted[0])) if quoted else None
                at = quoted.end() if quoted else at
            else:
                value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if value:
            yield value


def _unquoted(literal: str) -> str:
    """The text of a JavaScript string."""
    inner = literal[1:-1]
    if literal[0] == "'":
        inner = re.sub(r"\\.|\"", lambda one: {"\\'": "'", '"': '\\"'}.get(one[0], one[0]), inner)
    written = _parsed(f'"{inner}"')
    return written if isinstance(written, str) else ""


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.rstrip("; \n"), strict=False)
    except (ValueError, RecursionError):
        return None


def _revive(values: list[Any]) -> None:
    """Put values in the place of their numbers: so Nuxt writes a tree as a list."""
    for one in values:
        for key, at in one.items() if isinstance(one, dict) else ():
            if type(at) is int and 0 <= at < len(values):
                one[key] = values[at]
        for key, at in enumerate(one) if isinstance(one, list) else ():
            if type(at) is int and 0 <= at < len(values):
                one[key] = values[at]


@dataclass
class _Reader:
    """Looks through JSON values as far as its steps go; reads each text once."""

    steps: int = _MAX_STEPS
    texts: dict[str, list[str]] = field(default_factory=dict)
    referred: dict[str, Any] = field(default_factory=dict)

    def objects(self, data: Any) -> Iterator[dict[str, Any]]:
        """Every object within a value, outer ones first."""
        stack: list[tuple[Any, int, int]] = [(data, 0, 0)]
        while stack and self._step():
            value, depth, texts = stack.pop()
            if isinstance(value, str):
                if texts < _MAX_TEXTS and len(value) > _MIN_TEXT and value[0] in "{[":
                    stack.append((_parsed(value), depth + 1, texts + 1))
                continue
            if depth > _MAX_DEPTH or not isinstance(value, (dict, list)):
                continue
            if isinstance(value, dict):
                if "ROOT_QUERY" in value:  # Apollo's objects refer to each other by name
                    self.referred |= value
                yield value
            inner = list(value.values() if isinstance(value, dict) else value)[:_MAX_STEPS]
            stack.extend((one, depth + 1, texts) for one in reversed(inner))

    def body_of(self, node: dict[str, Any]) -> list[str]:
        """The lines of the longest text that an object holds under a name for bodies."""
        bodies = [self.lines(node[key]) for key in _BODIES if node.get(key)]
        longest = max(bodies, key=_size, default=[])
        return list(dict.fromkeys(longest))[:_MAX_LINES]

    def lines(self, value: Any, depth: int = 0) -> list[str]:
        """The lines of a text, of HTML, or of a list of blocks."""
        if depth > _MAX_DEPTH or not self._step():
            return []
        if isinstance(value, str):
            if value not in self.texts:
                self.texts[value] = list(lines_of(value))
            return self.texts[value]
        if isinstance(value, list):
            pieces = [self.inline(one, depth) for one in value] if _is_inline(value) else []
            if pieces:
                return self.lines("".join(pieces), depth + 1)
            return [line for one in value for line in self.lines(one, depth + 1)]
        if not isinstance(value, dict) or _holds_no_text(value):
            return []
        if isinstance(name := value.get("__ref"), str):
            return self.lines(self.referred.get(name), depth + 1)
        found = [self.lines(inner, depth + 1) for key, inner in value.items() if key in _WITHIN]
        return max(found, key=_size, default=[])

    def inline(self, value: Any, depth: int) -> str:
        """The text of a span within a paragraph."""
        if isinstance(value, str):
            return value
        if depth > _MAX_DEPTH or not self._step():
            return ""
        if isinstance(value, list):
            return "".join(self.inline(one, depth + 1) for one in value)
        inner = value if isinstance(value, dict) else {}
        keys = ("text", "value", "content", "children", "model", "blocks")
        return next((self.inline(inner[key], depth + 1) for key in keys if inner.get(key)), "")

    def _step(self) -> bool:
        self.steps -= 1
        return self.steps >= 0


def _size(lines: list[str]) -> int:
    """Characters, less two a line: of a paragraph and its spans the paragraph is larger."""
    return sum(map(len, lines)) - 2 * len(lines)


def _is_inline(values: list[Any]) -> bool:
    """Whether a list holds the spans of one paragraph, as editors of rich text write them."""
    spans = [one for one in values if isinstance(one, dict)]
    if not spans or len(spans) < len(values):
        return False
    kinds = {kind for one in spans for key in _KINDS[:4] if isinstance(kind := one.get(key), str)}
    texts = [one.get("text", one.get("value")) for one in spans]
    if not any(isinstance(text, str) for text in texts):
        return False
    if kinds:
        return kinds <= _INLINE and all(not isinstance(one.get("content"), str) for one in spans)
    return not all(isinstance(text, str) and ends_sentence(text.strip()) for text in texts)


def _holds_no_text(node: dict[str, Any]) -> bool:
    """Whether an object is a picture, an advertisement or the like, by its kind."""
    kinds = (node.get(key) for key in _KINDS)
    return any(isinstance(kind, str) and _NO_TEXT.search(kind) for kind in kinds)


def lines_of(text: str) -> Iterator[str]:
    if _MARKUP.search(text):
        text = _text_of_html(text)
    for written in text.split("\n"):
        line = normalise_text(written)
        if line and not _ADDRESS.fullmatch(line):
            yield line


def _text_of_html(text: str) -> str:
    """The text of a fragment of HTML, each block on a line of its own."""
    try:
        tree = fromstring(f"<div>{text}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    pieces: list[str] = []
    unseen = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        is_unseen = not isinstance(element.tag, str) or element.tag in _DROPPED
        unseen += is_unseen if event == "start" else -is_unseen
        if element.tag in _LINES:
            pieces.append("\n")
        written = element.text if event == "start" else element.tail
        if written and not unseen:
            pieces.append(" ".join(written.split("\n")))
    return "".join(pieces)


def _title_of(node: dict[str, Any]) -> str | None:
    """The headline of an object, or of an object in it."""
    return _first_text(node, _TITLES, _OF_TITLES)


def _date_of(node: dict[str, Any]) -> str | None:
    for one in (node, *(inner for inner in node.values() if isinstance(inner, dict))):
        for key in _DATES:
            value = one.get(key)
            if isinstance(value, (str, int)) and not isinstance(value, bool) and value:
                return str(value)
    return None


def _authors_of(node: dict[str, Any]) -> Iterator[str]:
    for key in _AUTHORS:
        names = list(_names(node.get(key), 0))
        if names:
            yield from names
            return


def _names(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and (name := normalise_text(_text_of_html(value))):
        yield name
    elif isinstance(value, list) and depth < _MAX_TEXTS:
        for one in value[:_MAX_VALUES]:
            yield from _names(one, depth + 1)
    elif isinstance(value, dict) and depth < _MAX_TEXTS:
        inner = next((value[key] for key in _OF_AUTHORS if value.get(key)), None)
        yield from _names(inner, depth + 1)


def _first_text(node: dict[str, Any], keys: tuple[str, ...], within: tuple[str, ...]) -> str | None:
    for key in keys:
        value = node.get(key)
        if isinstance(value, dict):
            value = next((value[one] for one in within if isinstance(value.get(one), str)), None)
        if isinstance(value, str) and (text := normalise_text(_text_of_html(value))):
            return text
    return None
