"""Authors of pages: stated, credited by markup, signed."""

import json

import pytest

from schemas.articles import Author
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned

BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
SITE = '<meta property="og:site_name" content="Ellery Courier">'


def read(shown: str = "", head: str = "", below: str = "") -> list[Author]:
    html = (
        f"<html><head>{SITE}{head}</head><body><article><h1>{TITLE}</h1>{shown}{BODY}</article>"
        f"{below}</body></html>"
    )
    return cleaned(html=html).authors


def names(shown: str = "", head: str = "", below: str = "") -> list[str]:
    return [author.name for author in read(shown, head, below)]


def ld(author: object) -> str:
    node = {"@type": "NewsArticle", "author": author}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "shown",
    [
        '<a rel="author" href="/o">Orla Bredeveld</a>',
        '<span itemprop="author">Orla Bredeveld</span>',
        '<p class="post-byline">By Orla Bredeveld | March 4, 2019</p>',
        '<div class="article__author"><a class="author-name">Orla Bredeveld</a> Ellery Staff</div>',
        '<span class="author vcard">Orla Bredeveld</span>',
        "<p>By Orla Bredeveld</p>",
        "<p>By Dr. Orla Bredeveld (orla@example.com)</p>",
    ],
)
def test_markup_and_bylines_credit_authors(shown: str) -> None:
    assert names(shown) == ["Orla Bredeveld"]


def test_where_only_authors_can_stand_a_handle_will_do() -> None:
    assert names('<a rel="author" href="/q">quill77</a>') == ["quill77"]


def test_those_of_comments_and_other_articles_are_no_authors() -> None:
    below = (
        '<div class="comments"><span class="author">Rik Fabers</span></div>'
        '<aside><span class="author">Ann Tellers</span></aside>'
        '<div class="related-item"><p><span class="author">Bo Manders</span></p></div>'
    )

    assert names('<p class="author">Orla Bredeveld</p>', below=below) == ["Orla Bredeveld"]
    assert names(below=below) == [], cleaned(html=f"{BODY}{below}").evidence


@pytest.mark.parametrize(
    "stated", ["Ellery Courier", {"@type": "Person", "name": "Ellery Courier"}]
)
def test_people_go_before_the_newsroom(stated: object) -> None:
    assert names("<p>By Orla Bredeveld</p>", ld(stated)) == ["Orla Bredeveld"]
    assert names("", ld(stated)) == ["Ellery Courier"]


def test_the_fuller_of_two_statements_wins() -> None:
    shown = "<p>By Orla Bredeveld and Tomas Quill</p>"

    assert names(shown, ld("Orla Bredeveld")) == ["Orla Bredeveld", "Tomas Quill"]


def test_agreement_makes_surer() -> None:
    html = f"<head>{ld('Orla Bredeveld')}</head><body><h1>{TITLE}</h1>HERE{BODY}</body>"

    alone = cleaned(html=html.replace("HERE", "")).evidence["authors"]
    agreed = cleaned(html=html.replace("HERE", "<p>By Orla Bredeveld</p>")).evidence["authors"]

    assert agreed.confidence > alone.confidence
    assert agreed.method == "json_ld+byline"


@pytest.mark.parametrize("line", ["Ines Calloway", "The Vote", "Herring Fleet"])
def test_someone_of_whom_the_text_speaks_or_mere_words_sign_nothing(line: str) -> None:
    html = f"<html><body><article><h1>{TITLE}</h1>{BODY}<p>{line}</p></article></body></html>"

    assert cleaned(html=html).authors == []


def test_an_agency_is_the_author_where_nobody_else_is() -> None:
    assert names("<p>By Orla Bredeveld, Reuters</p>") == ["Orla Bredeveld"]
    assert names("", ld({"@type": "Organization", "name": "Reuters"})) == ["Reuters"]


@pytest.mark.parametrize(
    "author",
    [
        ["Orla Bredeveld", "Tomas Quill"],
        "Orla Bredeveld, Tomas Quill",
        "By Orla Bredeveld and Tomas Quill",
        {"@type": "Person", "name": ["Orla Bredeveld", "Tomas Quill"]},
        [{"name": {"@value": "Orla Bredeveld"}}, {"givenName": "Tomas", "familyName": "Quill"}],
        [{"name": {"name": "Orla Bredeveld"}}, {"name": ""}, {"name": "Quill, Tomas"}],
        [{"name": "Orla&nbsp;Bredeveld"}, {"name": "Ellery Courier"}, "Tomas Quill"],
        ["Orla Bredeveld", "https://example.com/authors/9", "Tomas Quill (tq@example.com)"],
        ["Orla Bredeveld, Ellery Courier", "Tomas Quill | Reporter"],
    ],
)
@pytest.mark.parametrize("key", ["author", "creator"])
def test_json_ld_names_authors_in_many_forms(author: object, key: str) -> None:
    node = {"@type": "NewsArticle", key: author}
    head = f'<script type="application/ld+json">{json.dumps(node)}</script>'

    assert names("", head) == ["Orla Bredeveld", "Tomas Quill"]


def test_references_in_json_ld_are_followed() -> None:
    graph = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "author": [{"@id": "#1"}, {"@id": "#2", "name": "Tomas Quill"}],
            },
            {"@type": "Person", "@id": "#1", "name": "Orla Bredeveld"},
        ]
    }
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'

    assert names("", head) == ["Orla Bredeveld", "Tomas Quill"]


def test_authors_of_listed_articles_are_none_of_this_one() -> None:
    other = {"@type": "NewsArticle", "headline": "High Winds", "author": "Rik Fabers"}
    own = {"@type": "NewsArticle", "headline": TITLE, "author": "Orla Bredeveld"}
    pages = {"@graph": [{"@type": "ItemList", "itemListElement": [other]}, own, other]}
    head = f'<script type="application/ld+json">{json.dumps(pages)}</script>'

    assert names("", head) == ["Orla Bredeveld"]


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Orla Bredeveld · 4 March 2019</p>",
        "<div>Orla Bredeveld | March 4, 2019, 10:15</div>",
        "<div>Orla Bredeveld on March 4, 2019 at 10:15 am</div>",
        "<p>By Orla Bredeveld on March 4, 2019</p>",
        "<p>Published March 4, 2019 by Orla Bredeveld</p>",
        "<p>04.03.2019, Orla Bredeveld</p>",
        "<div>Orla Bredeveld</div><div>Harbour correspondent</div><div>4 March 2019</div>",
        '<div data-testid="byline"><b>Orla Bredeveld</b><i>Sea editor, The Tide</i></div>',
        "<div>By <span>chief reporter</span> <a href='/o'>Orla Bredeveld</a></div>",
        "<p>Eine Reportage von Orla Bredeveld</p><p>04.03.2019</p>",
        "<p>Szerző: Orla Bredeveld</p>",
        "<div class='byline'><a href='/o'>Orla Bredeveld | orla@example.com</a>"
        " <a href='#'>Email the author</a></div>",
    ],
)
def test_lines_below_the_headline_name_authors_in_many_forms(shown: str) -> None:
    assert names(shown) == ["Orla Bredeveld"]


@pytest.mark.parametrize(
    "shown",
    [
        '<div><a href="/author/orla-bredeveld">Orla Bredeveld</a></div>',
        '<div id="author_header">Orla Bredeveld</div>',
        '<div class="submitted-info"><a class="username">Orla Bredeveld</a></div>',
        "<p>Author</p><p>Orla Bredeveld,</p>",
    ],
)
def test_weaker_marks_count_where_nothing_else_names_an_author(shown: str) -> None:
    assert names(shown) == ["Orla Bredeveld"]
    assert names(shown, ld("Tomas Quill")) == ["Tomas Quill"]


def test_wordpress_labels_name_authors() -> None:
    head = (
        '<meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Orla Bredeveld">'
    )

    assert names("", head) == ["Orla Bredeveld"]
    assert names("", head.replace("Written by", "Reading time")) == []


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="admin">',
        '<meta name="author" content="No author">',
        '<meta name="author" content="(Image: Orla Bredeveld)">',
        '<meta property="article:author" content="https://example.com/orla">',
        '<meta name="author" content="@orla">',
    ],
)
def test_what_names_nobody_is_no_author(head: str) -> None:
    assert names("", head) == []


def test_names_on_lines_of_their_own_go_together() -> None:
    shown = (
        "<div>Orla Bredeveld</div><div>Harbour correspondent</div>"
        "<div>Tomas Quill</div><div>Reporting from Ellery</div><div>4 March 2019</div>"
    )

    assert names(shown) == ["Orla Bredeveld", "Tomas Quill"]


@pytest.mark.parametrize(
    "shown",
    [
        "<p>Ines Calloway</p><p>4 March 2019</p>",
        "<p>Ellery Courier</p><p>4 March 2019</p>",
        "<nav><a href='/s'>South Wharf</a></nav><p>South Wharf</p><p>4 March 2019</p>",
    ],
    ids=["someone in the news", "the paper", "a section"],
)
def test_mere_names_below_the_headline_may_be_others(shown: str) -> None:
    assert names(shown) == []


@pytest.mark.parametrize("signed", ["dpa", "(dpa)", "dpa, 4. März 2019"])
def test_an_agency_signs_where_nobody_else_does(signed: str) -> None:
    assert names(f"<p>{signed}</p>") == ["dpa"]
    assert names(f"<p>Von Orla Bredeveld</p><p>{signed}</p>") == ["Orla Bredeveld"]


@pytest.mark.parametrize(
    "note",
    [
        "Orla Bredeveld is a reporter for the Courier. She can be reached at orla@example.com.",
        "Orla Bredeveld covers the harbour. Write to her: orla@example.com",
        "Orla Bredeveld ist Redakteurin im Ressort Hafen.",
        "Orla Bredeveld est journaliste au service Mer.",
    ],
)
def test_a_note_at_the_end_names_the_author_and_is_no_body(note: str) -> None:
    html = (
        f"<html><body><article><h1>{TITLE}</h1>{BODY}<p><em>{note}</em></p></article></body></html>"
    )

    article = cleaned(html=html)

    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.body.split("\n\n") == PARAGRAPHS
    assert [piece.text for piece in article.removed if piece.text == note] == [note]


def test_who_took_the_pictures_is_said_so() -> None:
    assert read("<p>By Orla Bredeveld, photos by Tomas Quill</p>") == [
        Author(name="Orla Bredeveld", role=None),
        Author(name="Tomas Quill", role="photographer"),
    ]
