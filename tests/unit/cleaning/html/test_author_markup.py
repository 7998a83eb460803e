"""Authors by a page's markup."""

import pytest

from services.cleaning.html import author_markup, visible_blocks
from services.cleaning.html.author_markup import Credit


def find(html: str) -> list[Credit]:
    tree = visible_blocks.parse(f"<html><body>{html}</body></html>")
    assert tree is not None
    return author_markup.find(visible_blocks.read(tree).people)


@pytest.mark.parametrize(
    ("html", "method"),
    [
        ('<div><a rel="author" href="/o">Orla Bredeveld</a></div>', "rel_author"),
        ('<div><span itemprop="author">Orla Bredeveld</span></div>', "microdata"),
        ('<div><span class="article-byline">Orla Bredeveld</span></div>', "class"),
        ('<div><span class="autor">Orla Bredeveld</span></div>', "class"),
        ('<div><span class="ArticleAuthor__name">Orla Bredeveld</span></div>', "class"),
        ('<div><span class="Byline_name__x7Ty2">Orla Bredeveld</span></div>', "class"),
        ('<div data-testid="byline">Orla Bredeveld</div>', "class"),
    ],
)
def test_each_kind_of_markup_names_an_author(html: str, method: str) -> None:
    assert [(one.text, one.method) for one in find(html)] == [("Orla Bredeveld", method)]


def test_authors_beside_the_first_are_found_too() -> None:
    html = (
        '<p><a rel="author">Orla Bredeveld</a> and <a rel="author">Tomas Quill</a></p>'
        '<section><div><p><a rel="author">Ines Calloway</a></p></div></section>'
    )

    assert [one.text for one in find(html)] == ["Orla Bredeveld", "Tomas Quill"]


@pytest.mark.parametrize(
    "html",
    [
        '<aside><a rel="author">Orla Bredeveld</a></aside>',
        '<div class="comments"><span class="author">Orla Bredeveld</span></div>',
        '<span class="author-bio">Orla Bredeveld</span>',
        "".join(f'<p><a rel="author">Writer {n}</a></p>' for n in range(7)),
        f'<span class="author">{"Orla Bredeveld writes of the sea. " * 5}</span>',
    ],
    ids=["aside", "comment", "biography", "list of articles", "introduction"],
)
def test_other_places_name_no_author(html: str) -> None:
    assert find(html) == []


def test_the_texts_within_a_credit_are_kept_apart() -> None:
    html = '<div class="byline">By <a>Orla Bredeveld</a><span>Ellery Courier</span></div>'

    (credit,) = find(html)

    assert credit.text == "By Orla Bredeveld Ellery Courier"
    assert credit.pieces == (("By", "div"), ("Orla Bredeveld", "a"), ("Ellery Courier", "span"))


def test_links_to_authors_pages_name_authors() -> None:
    tree = visible_blocks.parse(
        '<p><a href="/autor/orla-b">Orla Bredeveld</a> and <a href="/autor/q">Tomas Quill</a></p>'
        '<p><a href="/authors">All authors</a> <a href="/autor/">Home</a></p>'
    )
    assert tree is not None

    assert [one.text for one in author_markup.find_links(tree)] == ["Orla Bredeveld", "Tomas Quill"]


def test_any_word_for_authors_may_mark_a_credit() -> None:
    tree = visible_blocks.parse(
        '<div id="author_header">Orla Bredeveld</div><p class="username">Tomas Quill</p>'
        '<div class="comments"><p class="username">Rik Fabers</p></div>'
    )
    assert tree is not None

    assert [one.text for one in author_markup.find_loose(visible_blocks.read(tree).people)] == [
        "Orla Bredeveld",
        "Tomas Quill",
    ]
