"""Reads RSS 0.9 to 2.0, RDF, Atom and JSON Feed by libraries; believes nothing of them."""

import json
import re
import warnings
from collections.abc import Mapping
from html import escape
from io import BytesIO
from typing import Any

import feedparser

from services.runtime.formats.entries import (
    MOST_ENTRIES,
    Entry,
    Feed,
    NoFeed,
    date,
    link,
    plain,
    text,
)
from services.runtime.formats.found import Found, Problem, Reading
from services.runtime.formats.sitemaps import is_sitemap, parse_sitemap

MOST_PROBLEM = 200
"""Characters of what a library says of a broken feed."""
_STRAY = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)",
    re.DOTALL,
)
"""An ampersand that begins no entity, as in AT&T; and CDATA, where each is right."""
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


def parse_feed(body: bytes, url: str, headers: Mapping[str, str]) -> Feed:
    """The feed or sitemap in ``body``, which was found at ``url``. Raises NoFeed.

    ``headers`` are those of the answer, in lower case; ``content-type`` may name the encoding.
    """
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        try:
            found = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise NoFeed(f"is no JSON: {type(error).__name__}") from error
        return json_feed(found, url)
    if is_sitemap(start):
        return parse_sitemap(body, url)
    return _xml_feed(body, url, headers)


def read_feed(body: bytes, url: str = "") -> Reading:
    """The articles in a feed that lies in a file. Raises NoFeed."""
    yield from articles_of(parse_feed(body, url, {}))


def articles_of(feed: Feed) -> Reading:
    """The entries that say something as articles, in order; their ``updated`` makes none new."""
    for number, entry in enumerate(feed.entries, 1):
        if not entry.html and not entry.summary:
            yield Problem(f"[{number}]", "an entry without a text; its page is not fetched here")
            continue
        yield Found(
            f"[{number}]",
            html=entry.html,
            text=None if entry.html else entry.summary,
            title=entry.title,
            url=entry.link,
            external_id=entry.id,
            authors=entry.authors,
            published_at=entry.published,
            language=entry.language,
        )


def _xml_feed(body: bytes, url: str, headers: Mapping[str, str]) -> Feed:
    told = {"content-location": url} if url else {}
    if "content-type" in headers:
        told["content-type"] = headers["content-type"]
    body = _without_utf16(body)
    found = _parse(body, told)
    if found.get("bozo") and (mended := _escaped(body)) != body:
        # Of AT&T, feedparser keeps AT.
        found = _parse(mended, told) | {"bozo": True, "bozo_exception": found.bozo_exception}
    if not found.get("version") and not found.get("entries"):
        raise NoFeed("neither RSS nor Atom nor JSON Feed nor a sitemap")
    about = found["feed"]
    language = text(about.get("language"))
    links: dict[str, object] = {}
    for one in [*_dicts(about.get("links")), *_dicts(about.get("atom_links"))]:
        links.setdefault(str(one.get("rel")), one.get("href"))
    problem = " ".join(str(found.get("bozo_exception")).split())[:MOST_PROBLEM]
    return Feed(
        plain(text(about.get("title"))),
        tuple(_xml_entry(one, url, language) for one in found["entries"][:MOST_ENTRIES]),
        link(links.get("hub"), url),
        link(links.get("self"), url),
        (problem,) if found.get("bozo") else (),
    )


def _parse(body: bytes, headers: dict[str, str]) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return feedparser.parse(BytesIO(body), response_headers=headers)
    except Exception as error:
        # It was handed anything at all; what it raises is not written down.
        raise NoFeed(f"can't be read as a feed: {type(error).__name__}: {error}") from error


def _escaped(body: bytes) -> bytes:
    """The feed with each ampersand that begins no entity written as one."""
    return _STRAY.sub(lambda one: b"&amp;" if one[0] == b"&" else one[0], body)


def _without_utf16(body: bytes) -> bytes:
    """The feed in UTF-8 where a byte order mark says that it is in UTF-16."""
    if not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body
    return _DECLARATION.sub("", body.decode("utf-16", "replace").lstrip(), count=1).encode(
        "utf-8", "replace"
    )


def _xml_entry(one: Any, url: str, language: str | None) -> Entry:
    # feedparser's own `get` warns, and takes one date for the other.
    says = dict.get
    contents = [text(c.get("value")) for c in _dicts(says(one, "content"))]
    summary = text(says(one, "summary"))
    names = (plain(text(a.get("name"))) for a in _dicts(says(one, "authors")))
    published = text(says(one, "published")) or text(says(one, "updated"))
    parsed = says(one, "published_parsed") or says(one, "updated_parsed")
    media = [*_dicts(says(one, "media_content")), *_dicts(says(one, "media_thumbnail"))]
    addresses = [m.get("url") for m in media] + [
        e.get("href") for e in _dicts(says(one, "enclosures"))
    ]
    languages = [text(c.get("language")) for c in _dicts(says(one, "content"))]
    address = link(says(one, "feedburner_origlink") or says(one, "link"), url)
    return Entry(
        id=text(says(one, "id")),
        # An empty one means the feed itself, and would make all entries one article.
        link=address if address != url else None,
        title=plain(text(says(one, "title"))),
        html=max((c for c in contents if c), key=len, default=None),
        summary=plain(summary),
        published=date(published, parsed),
        updated=text(says(one, "updated")),
        authors=tuple(dict.fromkeys(name for name in names if name)),
        language=text(says(one, "language")) or next(filter(None, languages), language),
        media=tuple(dict.fromkeys(m for a in addresses if (m := link(a, url)))),
    )


def _dicts(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def is_json_feed(found: object) -> bool:
    """Whether what JSON holds says of itself that it is a JSON Feed."""
    return (
        isinstance(found, dict)
        and "jsonfeed.org" in str(found.get("version"))
        and isinstance(found.get("items"), list)
    )


def json_feed(found: Any, url: str = "") -> Feed:
    """The JSON Feed (https://www.jsonfeed.org/version/1.1/) in parsed JSON. Raises NoFeed."""
    if not is_json_feed(found):
        raise NoFeed("JSON, but no JSON Feed")
    language = text(found.get("language"))
    base = link(found.get("home_page_url"), url) or url
    hubs = [one.get("url") for one in _dicts(found.get("hubs")) if one.get("type") == "WebSub"]
    some = _dicts(found["items"])[:MOST_ENTRIES]
    return Feed(
        text(found.get("title")),
        tuple(_json_entry(one, base, language) for one in some),
        link(hubs[0], url) if hubs else None,
        link(found.get("feed_url"), url),
    )


def _json_entry(one: dict[str, Any], url: str, language: str | None) -> Entry:
    body = text(one.get("content_text"))
    people = _dicts(one.get("authors")) or _dicts([one.get("author")])
    names = (text(person.get("name")) for person in people)
    return Entry(
        id=text(one.get("id")),
        link=link(one.get("url"), url),
        title=plain(text(one.get("title"))),
        html=text(one.get("content_html")) or (_as_html(body) if body else None),
        summary=plain(text(one.get("summary"))),
        published=date(text(one.get("date_published"))),
        updated=text(one.get("date_modified")),
        authors=tuple(name for name in names if name),
        language=text(one.get("language")) or language,
        media=tuple(m for m in [link(one.get("image"), url)] if m),
    )


def _as_html(body: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in body.split("\n\n") if part.strip())
