import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.formats.entries import NoFeed
from services.runtime.formats.feeds import articles_of, parse_feed
from services.runtime.formats.found import Found, Problem
from tests.unit.runtime.formats.made_feeds import AT, Made, made_feeds

FEEDS = list(made_feeds())
SOME = [FEEDS[number].body for number in (0, 13, 26, 39, 52)]


def test_there_are_300_feeds() -> None:
    assert len(FEEDS) == 300


@pytest.mark.parametrize("made", FEEDS, ids=lambda made: made.name)
def test_each_entry_is_found_as_it_was_made(made: Made) -> None:
    feed = parse_feed(made.body, AT, {"content-type": made.content_type})

    assert tuple(one.title for one in feed.entries) == made.titles
    assert tuple(one.link for one in feed.entries) == made.links
    assert tuple(one.published for one in feed.entries) == made.dates
    assert tuple(one.id for one in feed.entries) == made.ids
    if made.is_broken:
        assert feed.problems


def test_the_whole_text_goes_before_the_description() -> None:
    feed = parse_feed(FEEDS[0].body, AT, {})
    assert feed.entries[0].html == "<p>whole</p>"


def test_hub_self_media_base_and_names() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"
    xml:base="https://cdn.example/x/" xml:lang="de"><title>All</title>
    <link rel="hub" href="https://hub.example/"/><link rel="self" href="https://cdn.example/f"/>
    <entry><title>A</title><link href="one"/><author><name>Ann Lee</name></author>
    <media:thumbnail url="https://cdn.example/a.jpg"/><updated>2024-01-01T00:00:00Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div></content>
    </entry></feed>"""
    feed = parse_feed(body, AT, {})
    entry = feed.entries[0]
    assert (feed.hub, feed.self_url) == ("https://hub.example/", "https://cdn.example/f")
    assert entry.link == "https://cdn.example/x/one"
    assert entry.authors == ("Ann Lee",)
    assert entry.media == ("https://cdn.example/a.jpg",)
    assert "<p>Text</p>" in (entry.html or "")
    assert entry.language == "de"


def test_a_touched_entry_is_the_same_article() -> None:
    made = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><id>1</id>
    <published>2024-01-01T00:00:00Z</published><updated>%s</updated><summary>Text</summary>
    </entry></feed>"""
    first, second = (
        list(articles_of(parse_feed((made % day).encode(), AT, {})))
        for day in ("2024-01-01T00:00:00Z", "2024-02-02T00:00:00Z")
    )
    assert first == second


def test_an_entry_without_text_is_a_problem_with_a_place() -> None:
    body = (
        b'<rss version="2.0"><channel><item><link>https://a.example/</link></item></channel></rss>'
    )
    assert [type(one) for one in articles_of(parse_feed(body, AT, {}))] == [Problem]
    assert next(articles_of(parse_feed(body, AT, {}))).place == "[1]"


def test_entities_are_not_expanded() -> None:
    body = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">
    <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
    <!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss version="2.0"><channel><item><title>T</title><description>x&c;&f;</description></item>
    </channel></rss>"""
    entry = parse_feed(body, AT, {}).entries[0]
    assert len(entry.summary or "") < 100
    assert "root:" not in (entry.summary or "")


@pytest.mark.parametrize("body", [b"", b"<html><body>no</body></html>", b"{}", b"{", b"\0" * 50])
def test_what_is_no_feed_is_told(body: bytes) -> None:
    with pytest.raises(NoFeed):
        parse_feed(body, AT, {})


@given(st.sampled_from(SOME), st.integers(0, 900), st.binary(max_size=9))
def test_damage_never_raises_but_nofeed(body: bytes, at: int, noise: bytes) -> None:
    try:
        feed = parse_feed(body[:at] + noise + body[at + len(noise) :], AT, {})
    except NoFeed:
        return
    assert all(isinstance(one, Found | Problem) for one in articles_of(feed))
