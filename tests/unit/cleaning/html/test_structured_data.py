"""What a page states about itself."""

import json

import pytest
from lxml.etree import _Element

from services.cleaning.html import structured_data, visible_blocks
from services.cleaning.html.headings import Heading
from services.cleaning.html.structured_data import text_value


def tree(html: str) -> _Element:
    found = visible_blocks.parse(html)
    assert found is not None
    return found


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def page(head: str = "", body: str = "<p>…</p>") -> _Element:
    return tree(f'<html lang="en-GB"><head>{head}</head><body>{body}</body></html>')


def test_meta_tags_title_and_language_are_read() -> None:
    data = structured_data.read_page(
        page(
            "<title>Low Tide | Courier</title>"
            '<meta property="OG:Title" content="Low&nbsp;Tide"><meta name="author" content="">'
        )
    )

    assert (data.title, data.lang) == ("Low Tide | Courier", "en-GB")
    assert data.meta == {"og:title": ["Low Tide"]}
    assert data.first("twitter:title", "og:title") == "Low Tide"


def test_objects_within_objects_are_found_and_articles_come_first() -> None:
    article = {"@type": "NewsArticle", "headline": "Low Tide"}
    graph = {"@graph": [{"@type": "WebSite"}, {"@type": "WebPage", "mainEntity": article}]}

    data = structured_data.read_page(page(ld(graph)))

    assert [node["@type"] for node in data.json_ld] == ["NewsArticle", "WebSite", "WebPage"]
    assert structured_data.json_ld_types(data) == {"NewsArticle", "WebSite", "WebPage"}


@pytest.mark.parametrize(
    "written",
    [
        '<!-- {"@type": "NewsArticle"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Low\nTide"};',
    ],
)
def test_wrapped_and_broken_json_ld_is_read(written: str) -> None:
    data = structured_data.read_page(page(f'<script type="application/ld+json">{written}</script>'))

    assert structured_data.json_ld_types(data) == {"NewsArticle"}


@pytest.mark.parametrize("written", ["{", "not json", "[" * 3000, ""])
def test_what_is_no_json_counts_as_missing(written: str) -> None:
    data = structured_data.read_page(page(f'<script type="application/ld+json">{written}</script>'))

    assert data.json_ld == []


def test_headings_are_told_apart_by_class_and_place() -> None:
    data = structured_data.read_page(
        page(
            body='<h1>Courier</h1><h2 class="entry-title">Low Tide<style>b</style></h2>'
            "<footer><h2>More</h2></footer>"
        )
    )

    assert data.headings == [
        Heading("Courier", "h1", False),
        Heading("Low Tide", "entry", False),
        Heading("More", "h2", True),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Low Tide", "Low Tide"),
        ([None, "Low Tide"], "Low Tide"),
        ({"@value": "Low Tide"}, "Low Tide"),
        (7, None),
        ("", None),
    ],
)
def test_the_text_of_a_value(value: object, text: str | None) -> None:
    assert text_value(value) == text


@pytest.mark.parametrize(("stated", "expected"), [(False, False), ("False", False), (True, True)])
def test_an_article_is_free_unless_the_page_says_otherwise(stated: object, expected: bool) -> None:
    head = ld({"@type": "NewsArticle", "isAccessibleForFree": stated})

    assert structured_data.is_free(structured_data.read_page(page(head))) is expected
    assert structured_data.is_free(structured_data.read_page(page()))


OWN = {"@type": "NewsArticle", "headline": "Low Tide Again", "url": "https://a.example/tide"}
OTHER = {"@type": "NewsArticle", "headline": "High Winds", "url": "https://a.example/winds"}
LATE = {"@type": "Report", "headline": "Late Trains", "@id": "/trains#it"}


def headlines(nodes: object, head: str = "", body: str = "<p>…</p>", url: str = "") -> list[str]:
    data = structured_data.read_page(page(ld(nodes) + head, body), url or None)
    return [node["headline"] for node in data.json_ld if structured_data.is_article(node)]


@pytest.mark.parametrize(
    "nodes",
    [
        [OTHER, OWN, LATE],
        [{"@type": "WebPage", "hasPart": [OTHER, LATE]}, OWN],
        [{"@type": "ItemList", "itemListElement": [OTHER]}, OWN],
        {"@graph": [OTHER, LATE, OWN]},
    ],
    ids=["beside it", "parts of the page", "list", "graph"],
)
@pytest.mark.parametrize(
    ("head", "body", "url"),
    [
        ('<link rel="canonical" href="https://a.example/tide/">', "<p>…</p>", ""),
        ('<meta property="og:url" content="http://a.example/tide?from=x">', "<p>…</p>", ""),
        ("", "<p>…</p>", "https://www.a.example/tide#top"),
        ("", "<h1>Low tide again</h1>", ""),
        ("<title>Low Tide Again | Ellery Courier</title>", "<p>…</p>", ""),
    ],
    ids=["canonical", "og:url", "address", "heading", "title"],
)
def test_articles_of_other_pages_do_not_count(
    nodes: object, head: str, body: str, url: str
) -> None:
    assert headlines(nodes, head, body, url) == ["Low Tide Again"]


def test_the_page_of_an_article_may_be_an_object() -> None:
    own = {"@type": "Report", "headline": "A", "mainEntityOfPage": {"@id": "https://a.example/a"}}

    assert headlines([OTHER, own], url="https://a.example/a") == ["A"]


def test_where_no_article_is_the_pages_own_those_in_lists_go() -> None:
    listed = {"@type": "ItemList", "itemListElement": [OTHER, LATE]}

    assert headlines([listed, OWN], url="https://a.example/") == ["Low Tide Again"]
    assert headlines([OWN, LATE]) == ["Low Tide Again", "Late Trains"]
    assert headlines(OTHER, url="https://a.example/tide") == ["High Winds"]
