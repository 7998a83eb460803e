from hypothesis import given
from hypothesis import strategies as st

from services.runtime.formats.entries import NoFeed
from services.runtime.formats.feeds import parse_feed
from services.runtime.formats.sitemaps import parse_sitemap

NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc>
<lastmod>2024-01-02</lastmod><news:news><news:publication><news:language>de</news:language>
</news:publication><news:publication_date>2024-01-01T10:00:00Z</news:publication_date>
<news:title>Sturm</news:title></news:news></url><url><loc>ftp://a.example/</loc></url></urlset>"""


def test_a_news_sitemap() -> None:
    (entry,) = parse_feed(NEWS, "https://a.example/sitemap.xml", {}).entries
    assert (entry.link, entry.title, entry.language) == ("https://a.example/a", "Sturm", "de")
    assert (entry.published, entry.updated) == ("2024-01-01T10:00:00+00:00", "2024-01-02")


def test_an_index_names_its_sitemaps() -> None:
    body = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc></sitemap></sitemapindex>"
    assert parse_sitemap(body, "").sitemaps == ("https://a.example/1.xml",)


@given(st.integers(0, len(NEWS)), st.binary(max_size=9))
def test_damage_never_raises_but_nofeed(at: int, noise: bytes) -> None:
    try:
        feed = parse_sitemap(NEWS[:at] + noise + NEWS[at:], "https://a.example/")
    except NoFeed:
        return
    assert len(feed.entries) <= 2
