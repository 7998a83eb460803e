"""A page as readers see it, block by block."""

from dataclasses import replace

from lxml.html import HtmlElement

from services.cleaning.html import visible_blocks
from services.cleaning.html.visible_blocks import VisibleBlock
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def tree(html: str) -> HtmlElement:
    found = visible_blocks.parse(html)
    assert found is not None
    return found


def test_blocks_come_in_order_with_tag_region_and_share_of_links() -> None:
    html = (
        "<html><body><nav><a href='/'>Home</a></nav><h1>Low <i>Tide</i></h1>"
        "<p>See <a href='/t'>tide</a></p>plain<footer>Contact</footer></body></html>"
    )

    assert [replace(one, form=()) for one in visible_blocks.render(tree(html))] == [
        VisibleBlock("Home", "nav", "navigation", 1.0),
        VisibleBlock("Low Tide", "h1", None, 0.0),
        VisibleBlock("See tide", "p", None, 0.5),
        VisibleBlock("plain", "body", None, 0.0),
        VisibleBlock("Contact", "footer", "footer", 0.0),
    ]


def test_a_form_is_the_element_and_the_two_around_it() -> None:
    html = "<main><div class='text'><p>One</p><p>Two</p></div><div><p>Three</p></div></main>"

    forms = [block.form for block in visible_blocks.render(tree(html))]

    assert forms[0] == forms[1] == ("p ", "div text", "main ")
    assert forms[2] == ("p ", "div ", "main ")


def test_what_readers_do_not_see_is_left_out() -> None:
    html = "<body><p>Seen<script>x</script><!-- y --></p><p hidden>Hidden</p><br>Below</body>"

    assert [block.text for block in visible_blocks.render(tree(html))] == ["Seen", "Below"]


def test_only_long_blocks_outside_other_regions_are_prose() -> None:
    paragraph = PARAGRAPHS[0]

    assert VisibleBlock(paragraph, "p", None, 0.0).is_prose
    assert not VisibleBlock(paragraph, "p", "footer", 0.0).is_prose
    assert not VisibleBlock(paragraph, "p", None, 0.9).is_prose
    assert not VisibleBlock("Short.", "p", None, 0.0).is_prose


def test_text_without_markup_is_wrapped_and_nothing_is_no_tree() -> None:
    assert visible_blocks.parse("  ") is None
    assert visible_blocks.render(tree("Low tide"))[0].text == "Low tide"


def test_the_paragraphs_of_an_article_are_extracted() -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = tree(f"<html><body><article><h1>{TITLE}</h1>{body}</article></body></html>")

    found = visible_blocks.extract_paragraphs(page, None, visible_blocks.render(page))

    assert [line for line in found if line != TITLE] == PARAGRAPHS


def test_the_text_of_a_page_marks_entries_of_lists() -> None:
    html = "<body><ul><li>Coast</li><li>Sea</li></ul><p>Low tide</p></body>"

    assert visible_blocks.visible_text(tree(html)) == "* Coast\n* Sea\nLow tide"
