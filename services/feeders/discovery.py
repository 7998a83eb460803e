"""Finds the feeds that a page names, and the sources in an OPML file."""

from collections.abc import Awaitable, Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

from services.feeders.fetcher import Answer, FetchFailed
from services.feeders.pages import decode_page
from services.runtime.formats.entries import NoFeed
from services.runtime.formats.feeds import parse_feed

KINDS = {"application/rss+xml", "application/atom+xml", "application/feed+json", "text/xml"}
MOST = 50
"""Feeds of one page that are looked at."""


class _Links(HTMLParser):
    """The feeds that a page's ``link`` elements name."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        is_feed = said.get("type", "").split(";")[0].strip().lower() in KINDS
        if tag == "link" and "alternate" in said.get("rel", "").lower().split() and is_feed:
            self.found.append(said.get("href", ""))


def links_in(page: str, url: str) -> list[str]:
    """The addresses of the feeds that a page names, in its order."""
    parser = _Links()
    parser.feed(page)
    addresses = [urljoin(url, one.strip()) for one in parser.found if one.strip()]
    return list(dict.fromkeys(addresses))[:MOST]


async def find_feeds(
    get: Callable[[str, dict[str, str]], Awaitable[Answer]], url: str
) -> list[tuple[str, str | None]]:
    """The feeds at an address, with their titles: itself if it is one, else those that it names.

    Raises FetchFailed, and NoFeed where there are none.
    """
    answer = await _good(get, url)
    try:
        feed = parse_feed(answer.body, answer.url, answer.headers)
    except NoFeed:
        page = decode_page(answer.body, answer.headers.get("content-type", "text/html"))
        named = links_in(page, answer.url)
    else:
        if not feed.sitemaps:
            return [(url, feed.title)]
        # Of an index of sitemaps, those of news: the others list every page there ever was.
        named = [one for one in feed.sitemaps if "news" in one.lower()][:MOST]
    found: list[tuple[str, str | None]] = []
    for one in named:
        try:
            answer = await _good(get, one)
            feed = parse_feed(answer.body, answer.url, answer.headers)
        except (FetchFailed, NoFeed):
            continue
        found.append((one, feed.title))
    if not found:
        raise NoFeed("is no feed, and names none")
    return found


async def _good(get: Callable[[str, dict[str, str]], Awaitable[Answer]], url: str) -> Answer:
    answer = await get(url, {})
    if not 200 <= answer.status < 300:
        raise FetchFailed(f"answers {answer.status}")
    return answer


def read_opml(body: bytes) -> list[tuple[str, str | None]]:
    """The feeds in an OPML file with their titles. Raises NoFeed."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  # It is a file of the user's own.
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise NoFeed(f"is no OPML: {error}") from error
    found = []
    for one in root.iter("outline"):
        outlines = {name.lower(): value for name, value in one.attrib.items()}
        if outlines.get("xmlurl"):
            title = outlines.get("title") or outlines.get("text")
            found.append((outlines["xmlurl"].strip(), title))
    if not found:
        raise NoFeed("names no feed")
    return found


def name_of(url: str) -> str:
    """The source's name where nobody gave one: its host, so that an outlet's feeds are one source.

    Intake lets the source that first wrote to an address own it.
    """
    return (urlsplit(url).hostname or url).lower().removeprefix("www.")
