"""Texts in markdown: marks go, words stay."""

import pytest

from services.cleaning.text import markdown
from services.cleaning.text.markup import Markup
from services.cleaning.text_normalisation import normalise_text
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned, page

BODY = page(*PARAGRAPHS)
SURE = "# A heading\n\n"
"""With a sure mark, all others count."""


def apart(text: str) -> Markup:
    markup = Markup(text)
    markdown.take_apart(markup)
    assert len(markup.text) == len(text)
    return markup


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("## The cost", "The cost"),
        ("###### The cost ######", "The cost"),
        ("The cost\n========", "The cost"),
        ("The cost\n---", "The cost"),
        ("a **bold** word", "a bold word"),
        ("a ***bold*** word", "a bold word"),
        ("**Bold at the start** of it", "Bold at the start of it"),
        ("**over a\nline** of it", "over a line of it"),
        ("an *italic* word and _another_", "an italic word and another"),
        ("a __strong__ word", "a strong word"),
        ("**bold with *italic* in it**", "bold with italic in it"),
        ("**重要**です", "重要です"),
        ("a ~~struck~~ word", "a struck word"),
        ("a `code` word", "a code word"),
        ("[a link](https://site.example/a_(b)) here", "a link here"),
        ('[a link](https://site.example "Title") here', "a link here"),
        ("[a link][1] here\n\n[1]: https://site.example/a", "a link here"),
        ("![An image](https://site.example/a.jpg)", ""),
        ("[![An image](/a.jpg)](https://site.example)", ""),
        ("> A quotation", "A quotation"),
        ("* one\n* two", "one two"),
        ("- one\n+ two", "one two"),
        ("1. one\n2. two", "1. one 2. two"),
        ("***", ""),
        ("- - -", ""),
        ("```python\nx = 1\n```", "x = 1"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a b 1 2"),
        (r"2 \* 3 and \_this\_", "2 * 3 and _this_"),
    ],
)
def test_marks_go_and_words_stay(written: str, read: str) -> None:
    assert normalise_text(apart(SURE + written).text) == normalise_text(f"A heading {read}")


@pytest.mark.parametrize(
    "text",
    [
        "An f**k and an s**t were heard.",
        "5 * 3 * 2 is 30, and 2 ** 3 is 8.",
        "Use snake_case_names and _private ones.",
        "#harbour #council",
        "A line\n\n###\n\n# # #",
        "* Some names have been changed.",
        "- A dash - and another - here",
        "[The minister] (who was away) said so.",
        "[1] (see below)",
        "A line\n\n---\n\nAnother line",
        "> one\n> two",
        "C:\\*.* and a|b",
    ],
)
def test_other_signs_are_the_author_s(text: str) -> None:
    markup = apart(text)

    assert markup.text == text
    assert markup.removed == []


def test_addresses_and_images_are_told() -> None:
    markup = apart("[a link](https://site.example/a) ![An image](/b.jpg)")

    assert [(piece.text, piece.kind, piece.rule) for piece in markup.removed] == [
        ("![An image](/b.jpg)", "caption", "markdown_image"),
        ("[](https://site.example/a)", "other", "markdown_address"),
    ]


HEADS = {
    "hashes": f"# {TITLE}",
    "two hashes": f"## {TITLE}",
    "bold within": f"# **{TITLE}**",
    "underlined": f"{TITLE}\n{'=' * 40}",
    "underlined with dashes": f"{TITLE}\n{'-' * 40}",
    "bold": f"**{TITLE}**",
    "link": f"# [{TITLE}](https://courier.example/barrier)",
}
SIGNED = {
    "emphasis": "*By Orla Bredeveld*\n\n*March 4, 2019*",
    "bold name": "By **Orla Bredeveld**\n\n4 March 2019",
    "linked name": "By [Orla Bredeveld](https://courier.example/orla) | March 4, 2019",
}


@pytest.mark.parametrize("signed", SIGNED.values(), ids=SIGNED.keys())
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_an_article_in_markdown(head: str, signed: str) -> None:
    link = PARAGRAPHS[6].replace("flood fund", "[flood fund](https://courier.example/fund)")
    text = page(
        head,
        signed,
        PARAGRAPHS[0].replace("Port Ellery", "**Port Ellery**"),
        PARAGRAPHS[1],
        "## The cost",
        "* Seven in favour\n* Five against\n* One abstention",
        "> " + PARAGRAPHS[2],
        link,
        "---",
        PARAGRAPHS[3],
    )
    article = cleaned(text)

    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04"
    assert article.body.split("\n\n") == [
        *PARAGRAPHS[:2],
        "The cost",
        "Seven in favour",
        "Five against",
        "One abstention",
        PARAGRAPHS[2],
        PARAGRAPHS[6],
        PARAGRAPHS[3],
    ]
    span = article.evidence["title"].span
    assert span is not None
    assert TITLE in text[span.start : span.end]


def test_key_points_below_the_headline() -> None:
    points = ["Seven councillors in favour", "Cost of 214 million crowns", "Court case pending"]
    text = page(f"# {TITLE}", "\n".join("- " + one for one in points), "*By Orla Bredeveld*", BODY)
    article = cleaned(text)

    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.body.split("\n\n") == [*points, *PARAGRAPHS]


def test_fields_above_the_text() -> None:
    front = (
        f'---\nlayout: post\ntitle: "{TITLE}"\nauthor: Orla Bredeveld\ndate: 2019-03-04\n'
        "tags:\n  - harbour\n- council\n---"
    )
    article = cleaned(page(front, BODY))

    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.published is not None
    assert article.published.value == "2019-03-04"
    assert article.body == BODY
    assert {"layout: post", "tags:", "- harbour"} <= {piece.text for piece in article.removed}


def test_hostile_text_ends() -> None:
    for piece in ("[", "![", "**a", "*a", "_a", "- ", "|-", "#\n", "a\n", "(", "`a", "  "):
        assert apart(SURE + piece * 3000).text
    assert apart("---\n" + "  - x\n" * 3000).text
