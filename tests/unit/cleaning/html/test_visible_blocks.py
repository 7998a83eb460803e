"""A page as readers see it, block by block."""

import pytest
from lxml.etree import _Element

from services.cleaning.html import visible_blocks
from services.cleaning.html.blocks import element_names
from services.cleaning.html.visible_blocks import VisibleBlock
from tests.unit.cleaning.makers import PARAGRAPHS


def tree(html: str) -> _Element:
    found = visible_blocks.parse(html)
    assert found is not None
    return found


def test_blocks_come_in_order_with_tag_region_and_share_of_links() -> None:
    html = (
        "<html><body><nav><a href='/'>Home</a></nav><h1>Low <i>Tide</i></h1>"
        "<p>See <a href='/t'>tide</a></p>plain<footer>Contact</footer></body></html>"
    )

    assert [one[:4] for one in visible_blocks.render(tree(html))] == [
        ("Home", "nav", "navigation", 1.0),
        ("Low Tide", "h1", None, 0.0),
        ("See tide", "p", None, 4 / 7),
        ("plain", "body", None, 0.0),
        ("Contact", "footer", "footer", 0.0),
    ]


def test_links_bold_letters_and_line_breaks_are_counted() -> None:
    html = "<p><b>Low</b> tide</p><p>Sand<br><a href='/a'>Reed</a> <a href='/b'>Gull</a></p>"

    found = visible_blocks.render(tree(html))

    assert [(one.text, one.links, one.bold, one.after_break) for one in found] == [
        ("Low tide", 0, 3 / 7, False),
        ("Sand", 0, 0.0, False),
        ("Reed Gull", 2, 0.0, True),
    ]


def test_what_is_hidden_is_told_and_counts_for_nothing() -> None:
    html = (
        "<p>Low <b hidden>ebb</b> tide</p><div style='display:none'><p>The gate is shut.</p></div>"
        "<p>Sand and <b>reed</b></p>"
    )

    page = visible_blocks.read(tree(html))

    assert [(one.text, one.bold) for one in page.blocks] == [
        ("Low tide", 0.0),
        ("Sand and reed", 4 / 12),
    ]
    assert sorted(page.hidden) == ["The gate is shut.", "ebb"]


def test_links_side_by_side_are_two_words() -> None:
    html = "<p><a href='/'>Home</a><a href='/sea'>Sea</a> <b>B</b>each</p>"

    assert [one.text for one in visible_blocks.render(tree(html))] == ["Home Sea Beach"]


def test_elements_know_what_holds_them_and_what_they_are_called() -> None:
    html = "<main><div class='storyBody'><p id='lead'>One</p></div></main><div><p>Two</p></div>"

    (one, two), elements, *_ = visible_blocks.read(tree(html))

    assert elements.parents[one.element] < one.element
    assert elements.depths[one.element] == elements.depths[two.element] + 1
    assert names(elements.names[one.element]) == {"article", "body", "summary"}
    assert names(elements.names[two.element]) == set()
    assert landmarks(elements.landmarks[one.element]) == {"main"}
    assert landmarks(elements.landmarks[two.element]) == set()


def names(bits: int) -> set[str]:
    return {name for i, name in enumerate(element_names.NAMES) if bits >> i & 1}


def landmarks(bits: int) -> set[str]:
    return {name for i, name in enumerate(visible_blocks.LANDMARKS) if bits >> i & 1}


@pytest.mark.parametrize("hidden", ["hidden id='S:0'", "style='Display:none'"])
def test_a_page_that_scripts_uncover_is_read(hidden: str) -> None:
    html = (
        f"<body><p>Loading</p><div {hidden}><p>The tide is low today.</p>"
        "<p>It comes back at noon.</p></div></body>"
    )

    assert [one.text for one in visible_blocks.render(tree(html))] == [
        "Loading",
        "The tide is low today.",
        "It comes back at noon.",
    ]


def test_a_form_is_the_element_and_the_two_around_it() -> None:
    html = "<main><div class='text'><p>One</p><p>Two</p></div><div><p>Three</p></div></main>"

    forms = [block.form for block in visible_blocks.render(tree(html))]

    assert forms[0] == forms[1] == ("p ", "div text", "main ")
    assert forms[2] == ("p ", "div ", "main ")


def test_what_readers_do_not_see_is_left_out() -> None:
    html = (
        "<body><p>Seen<script>x</script><!-- y --></p><p hidden>No</p>"
        "<p style='color: red; display:none'>No</p>"
        "Go <span hidden>on</span><br>Below</body>"
    )

    assert [block.text for block in visible_blocks.render(tree(html))] == [
        "Seen",
        "Go",
        "Below",
    ]


def test_only_long_blocks_outside_other_regions_are_prose() -> None:
    paragraph = PARAGRAPHS[0]

    assert VisibleBlock(paragraph, "p", None, 0.0).is_prose
    assert not VisibleBlock(paragraph, "p", "footer", 0.0).is_prose
    assert not VisibleBlock(paragraph, "p", None, 0.9).is_prose
    assert not VisibleBlock("Short.", "p", None, 0.0).is_prose


def test_text_without_markup_is_wrapped_and_nothing_is_no_tree() -> None:
    assert visible_blocks.parse("  ") is None
    assert visible_blocks.render(tree("Low tide"))[0].text == "Low tide"


def test_the_text_of_a_page_marks_entries_of_lists() -> None:
    html = "<body><ul><li>Coast</li><li>Sea</li></ul><p>Low tide</p></body>"

    assert visible_blocks.visible_text(tree(html)) == "* Coast\n* Sea\nLow tide"


@pytest.mark.parametrize("tag", ["p", "span"])
def test_a_long_class_hides_by_what_it_says_and_not_by_where_it_is_cut(tag: str) -> None:
    long = "x" * (element_names.MAX_LENGTH - 16)
    shown, hidden = f"{long} visually-hidden-focusable", f"{long * 2} sr-only"
    assert shown[: element_names.MAX_LENGTH].endswith(" visually-hidden")
    html = (
        f"<html><body><h1>Tide</h1><{tag} class='{shown}'>The ferry sails.</{tag}>"
        f"<{tag} class='{hidden}'>Skip.</{tag}><p>{PARAGRAPHS[0]}</p></body></html>"
    )
    page = visible_blocks.read(tree(html))
    assert [one.text for one in page.blocks] == ["Tide", "The ferry sails.", PARAGRAPHS[0]]
    assert page.hidden == ["Skip."]
