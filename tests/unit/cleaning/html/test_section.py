"""The section of an article by its page's metadata."""

import json

from services.cleaning.finding import Finding
from services.cleaning.html import structured_data, visible_blocks
from services.cleaning.html.section import find_section


def section(head: str, headline: str | None = None) -> Finding[str] | None:
    tree = visible_blocks.parse(f"<html><head>{head}</head><body><p>…</p></body></html>")
    assert tree is not None
    return find_section(structured_data.read_page(tree), headline)


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


def crumbs(*names: str) -> str:
    items = [{"@type": "ListItem", "item": {"name": name}} for name in names]
    return ld(**{"@type": "BreadcrumbList", "itemListElement": items})


META = '<meta property="article:section" content="Coast">'


def test_json_ld_goes_before_meta_tags_and_these_before_breadcrumbs() -> None:
    stated = ld(**{"@type": "NewsArticle", "articleSection": ["Harbour", "Coast"]})
    trail = crumbs("Courier", "News", "Tides")

    found = [section(head) for head in (stated + META + trail, META + trail, trail)]

    assert [(one.value, one.method) for one in found if one] == [
        ("Harbour", "json_ld"),
        ("Coast", "meta"),
        ("Tides", "breadcrumb"),
    ]


def test_the_headline_and_the_whole_site_are_no_sections() -> None:
    trail = crumbs("Courier", "Tides", "Low Tide")

    found = section(trail, "Low tide")

    assert found is not None
    assert found.value == "Tides"
    assert section(crumbs("Courier")) is None
