"""The section of an article by its page's metadata."""

import json

import pytest

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


def shown(body: str, headline: str = "Mill reopens after flood", url: str | None = None) -> str:
    tree = visible_blocks.parse(f"<html><body>{body}</body></html>")
    assert tree is not None
    found = find_section(structured_data.read_page(tree), headline, url)
    return f"{found.value} {found.method}" if found else ""


H1 = "<h1>Mill reopens after flood</h1>"


@pytest.mark.parametrize(
    "trail",
    [
        '<nav class="breadcrumbs"><a href="/">Home</a> <a href="/rivers">Rivers</a></nav>',
        '<ul class="c-breadcrumb"><li><a href="/">Accueil</a></li><li>Rivers</li></ul>',
        '<ol aria-label="breadcrumb"><li>Startseite</li><li>News</li><li>Rivers</li></ol>',
        '<div class="breadcrumb">Home &gt; News &gt; Rivers</div>',
        '<div class="breadcrumb">You are here: <a>Home</a> » <a>News</a> » <a>Rivers</a></div>',
        '<nav class="Breadcrumb"><a>ホーム</a><span>›</span><a>Rivers</a></nav>',
        '<div itemtype="https://schema.org/BreadcrumbList"><a><span>Inicio</span></a>'
        "<a><span>Rivers</span></a><span>Mill reopens after fl…</span></div>",
        '<nav class="breadcrumb"><a>Главная</a>/<a>Rivers</a>/<span>Mill reopens after flood</span>'
        "</nav>",
    ],
)
def test_visible_breadcrumbs(trail: str) -> None:
    assert shown(trail + H1) == "Rivers breadcrumb"


@pytest.mark.parametrize(
    ("label", "url"),
    [
        ('<a href="/rivers">Rivers</a>', None),
        ('<div class="x"><a href="https://c.example/news/rivers/">Rivers</a></div>', None),
        ('<span class="kicker"><a href="/l/812">Rivers</a></span>', None),
        ('<p class="any">Rivers</p>', "https://c.example/rivers/mill-reopens-after-flood"),
        ("<p>Home &gt; News &gt; Rivers</p>", None),
    ],
)
@pytest.mark.parametrize("around", ["{}{}", "<header><div>{}</div><div>{}</div></header>"])
def test_a_label_above_the_headline(label: str, url: str | None, around: str) -> None:
    assert shown(around.format(label, H1), url=url) == "Rivers label"


@pytest.mark.parametrize(
    "label",
    [
        '<a href="/rivers">The long way back for a mill</a>',
        '<span class="kicker">After the flood</span>',
        '<a href="/live">Live</a>',
        '<a href="/author/orla-bredeveld">Orla Bredeveld</a>',
        '<a class="category" href="/12">4 March 2019</a>',
        '<a class="category" href="mailto:desk@c.example">desk@c.example</a>',
        '<a class="category" href="tel:55512345">555 12345</a>',
        '<a href="/rivers">Will it last?</a>',
    ],
)
def test_what_is_no_section_above_the_headline(label: str) -> None:
    assert shown(label + H1) == ""


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://c.example/rivers/mill-reopens-after-flood", "Rivers url"),
        ("https://c.example/en/local-news/2019/03/mill-reopens-after-flood", "Local news url"),
        ("https://c.example/article/mill-reopens-after-flood", ""),
        ("https://c.example/2019/03/04/mill-reopens-after-flood", ""),
        ("https://c.example/rivers/index.html", ""),
        ("https://[c.example/rivers/mill-reopens-after-flood", ""),
        ("", ""),
    ],
)
def test_the_path_of_the_url_comes_last(url: str, section: str) -> None:
    assert shown(H1, url=url) == section


@pytest.mark.parametrize(
    "written", ["desk@c.example", "+49 555 123456", "https://c.example/x", "–"]
)
def test_what_can_be_no_section_is_none(written: str) -> None:
    assert section(f'<meta property="article:section" content="{written}">') is None


def test_a_stated_path_is_its_last_part() -> None:
    found = section('<meta property="article:section" content="News > Rivers">')

    assert found is not None
    assert found.value == "Rivers"


@pytest.mark.parametrize(
    ("body", "section"),
    [
        ('<div><a href="/rivers">Rivers</a> <a href="/mills">Mills</a></div>', "Rivers label"),
        ('<div><a href="/">Home</a> › <a href="/mills">Mills</a></div>', "Mills label"),
        (
            '<nav class="breadcrumb"><a>Home</a><a>Rivers</a><a>Zurück</a></nav>',
            "Rivers breadcrumb",
        ),
        ('<nav class="breadcrumb"><a>Rivers</a><a>2019</a><a>March</a></nav>', "Rivers breadcrumb"),
        ('<nav class="breadcrumb"><a>Home</a><a>Mill will reopen after the flood</a></nav>', ""),
    ],
)
def test_of_several_names_one_is_the_section(body: str, section: str) -> None:
    assert shown(body + H1) == section


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("Rivers,Mills,Floods", "Rivers"),
        ("Rivers, Mills, Floods", "Rivers"),
        ("Food, Drink and Travel", "Food, Drink and Travel"),
        ("Town / Country", "Town / Country"),
        ("Formula 1 2024", "Formula 1 2024"),
    ],
)
def test_a_stated_list_is_its_first_name(stated: str, name: str) -> None:
    found = section(ld(**{"@type": "NewsArticle", "articleSection": stated}))

    assert found is not None
    assert found.value == name
