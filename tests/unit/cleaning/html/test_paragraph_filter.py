"""What of an extractor's paragraphs is the article's, by its place on the page."""

from services.cleaning.html.paragraph_filter import filter_paragraphs
from services.cleaning.html.visible_blocks import VisibleBlock
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

SUMMARY = "After eleven years of argument the council voted for a barrier across the harbour mouth"


def seen(text: str, region: str | None = None, link_share: float = 0.0) -> VisibleBlock:
    return VisibleBlock(text, "p", region, link_share)


BLOCKS = [seen(line) for line in PARAGRAPHS]


def test_links_captions_and_set_phrases_go() -> None:
    link, caption = "A history of floods in Port Ellery", "Low tide at the harbour mouth in March"
    offer = "Sign up for our newsletter, and you will get the tides of the week every Friday."
    blocks = [*BLOCKS, seen(link, link_share=1.0), seen(caption, "caption"), seen(offer)]

    assert (
        filter_paragraphs([TITLE, *PARAGRAPHS, link, caption, offer], blocks, TITLE, None)
        == PARAGRAPHS
    )


def test_a_short_link_may_be_a_heading() -> None:
    lines = [*PARAGRAPHS, "Port Ellery"]

    assert (
        filter_paragraphs(lines, [*BLOCKS, seen("Port Ellery", link_share=1.0)], TITLE, None)
        == lines
    )


def test_the_summary_comes_back_as_the_page_shows_it() -> None:
    shown = f"{SUMMARY}, writes our correspondent."

    assert filter_paragraphs(PARAGRAPHS, [seen(shown), *BLOCKS], TITLE, SUMMARY) == [
        shown,
        *PARAGRAPHS,
    ]
    assert filter_paragraphs(PARAGRAPHS, BLOCKS, TITLE, SUMMARY) == PARAGRAPHS
    assert filter_paragraphs(PARAGRAPHS, BLOCKS, TITLE, PARAGRAPHS[1]) == PARAGRAPHS


def test_a_page_of_links_keeps_its_lines() -> None:
    lines = [f"A headline about harbour number {number}" for number in range(9)]

    assert (
        filter_paragraphs(lines, [seen(line, link_share=1.0) for line in lines], None, None)
        == lines
    )


def test_labels_above_the_headline_are_no_part_of_the_body() -> None:
    labels = ["Harbours", "From our desk in Port Ellery"]
    blocks = [*map(seen, [*labels, TITLE]), *BLOCKS]

    assert filter_paragraphs([*labels, *PARAGRAPHS], blocks, TITLE, None) == PARAGRAPHS


def test_a_subheading_that_reads_like_a_label_above_stays() -> None:
    lines = ["Harbours", *PARAGRAPHS]
    blocks = [*map(seen, ["Harbours", TITLE, "Harbours"]), *BLOCKS]

    assert filter_paragraphs(lines, blocks, TITLE, None) == lines


def test_what_stands_above_a_headline_that_comes_last_stays() -> None:
    lines = ["Harbours", *PARAGRAPHS]

    assert filter_paragraphs(lines, [*map(seen, [*lines, TITLE])], TITLE, None) == lines
