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


def test_a_name_that_closes_the_text_signs_it() -> None:
    signed = BODY + "<p>Orla Bredeveld</p>"
    html = f"<html><body><article><h1>{TITLE}</h1>{signed}</article></body></html>"

    article = cleaned(html=html)

    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("line", ["Ines Calloway", "The Vote", "Herring Fleet"])
def test_someone_of_whom_the_text_speaks_or_mere_words_sign_nothing(line: str) -> None:
    html = f"<html><body><article><h1>{TITLE}</h1>{BODY}<p>{line}</p></article></body></html>"

    assert cleaned(html=html).authors == []


def test_an_agency_is_the_author_where_nobody_else_is() -> None:
    assert names("<p>By Orla Bredeveld, Reuters</p>") == ["Orla Bredeveld"]
    assert names("", ld({"@type": "Organization", "name": "Reuters"})) == ["Reuters"]


def test_who_took_the_pictures_is_said_so() -> None:
    assert read("<p>By Orla Bredeveld, photos by Tomas Quill</p>") == [
        Author(name="Orla Bredeveld", role=None),
        Author(name="Tomas Quill", role="photographer"),
    ]
