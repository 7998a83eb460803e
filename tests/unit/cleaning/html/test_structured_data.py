"""What a page states about itself."""

import json

import pytest
from lxml.html import HtmlElement

from services.cleaning.html import structured_data, visible_blocks
from services.cleaning.html.headings import Heading
from services.cleaning.html.structured_data import text_value


def tree(html: str) -> HtmlElement:
    found = visible_blocks.parse(html)
    assert found is not None
    return found


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def page(head: str = "", body: str = "<p>…</p>") -> HtmlElement:
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
