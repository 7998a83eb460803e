"""The feeds of a page, and those in an OPML file."""

import pytest

from services.feeders.discovery import find_feeds, links_in, name_of, read_opml
from services.feeders.fetcher import Answer
from services.runtime.formats.entries import NoFeed

PAGE = (
    '<html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
    '<link rel=stylesheet href="x"><link rel="alternate" type="application/atom+xml" href="/no">'
)
RSS = b"<rss version='2.0'><channel><title>N</title></channel></rss>"


async def get(url: str, headers: dict[str, str]) -> Answer:
    bodies = {"https://n.example/": PAGE.encode(), "https://n.example/feed": RSS}
    body = bodies.get(url)
    return Answer(200 if body else 404, url, {}, body or b"")


async def test_a_page_names_its_feeds_and_a_feed_itself() -> None:
    assert await find_feeds(get, "https://n.example/") == [("https://n.example/feed", "N")]
    assert await find_feeds(get, "https://n.example/feed") == [("https://n.example/feed", "N")]


def test_links() -> None:
    found = links_in(PAGE, "https://n.example/a/")
    assert found == ["https://n.example/feed", "https://n.example/no"]


def test_opml() -> None:
    body = b"<opml><body><outline text='N' xmlUrl='https://n.example/feed'/></body></opml>"
    assert read_opml(body) == [("https://n.example/feed", "N")]
    for bad in (b"<opml/>", b"no xml"):
        with pytest.raises(NoFeed):
            read_opml(bad)


def test_feeds_of_one_outlet_are_one_source() -> None:
    assert name_of("https://www.N.example/feed") == name_of("https://n.example/b") == "n.example"
