"""Reads sitemaps, news sitemaps and their indexes (https://www.sitemaps.org/protocol.html)."""

from lxml import etree

from services.runtime.formats.entries import MOST_ENTRIES, Entry, Feed, NoFeed, date, link, text
from services.runtime.formats.xml import NotXml, first, local, parse_xml, words


def is_sitemap(start: bytes) -> bool:
    """Whether the first bytes are those of a sitemap or of an index."""
    return b"<urlset" in start or b"<sitemapindex" in start


def parse_sitemap(body: bytes, url: str) -> Feed:
    """The entries of a sitemap, or the ``sitemaps`` of an index. Raises NoFeed."""
    try:
        root, problem = parse_xml(body)
    except NotXml as error:
        raise NoFeed(f"a sitemap that is no XML: {error}") from error
    problems = (problem,) if problem else ()
    rows = [one for one in root if local(one) in ("url", "sitemap")][:MOST_ENTRIES]
    if local(root) == "sitemapindex":
        found = (link(words(first(one, "loc")), url) for one in rows)
        return Feed(None, (), problems=problems, sitemaps=tuple(one for one in found if one))
    entries = (_entry(one, url) for one in rows)
    return Feed(None, tuple(one for one in entries if one), problems=problems)


def _entry(row: etree._Element, url: str) -> Entry | None:
    address = link(words(first(row, "loc")), url)
    if address is None:
        return None
    return Entry(
        link=address,
        title=words(first(row, "news", "title")),
        published=date(words(first(row, "news", "publication_date"))),
        updated=text(words(first(row, "lastmod"))),
        language=words(first(row, "news", "publication", "language")),
    )
