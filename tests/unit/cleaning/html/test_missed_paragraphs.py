"""Paragraphs that an extractor missed come back; what stands beside an article does not."""

from services.cleaning.html.missed_paragraphs import with_missed
from services.cleaning.html.visible_blocks import VisibleBlock
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE

FORM = ("p ", "div text", "article ")
LEAD = "After eleven years of argument the old town is to get a barrier across its harbour mouth"


def seen(
    text: str,
    form: tuple[str, ...] = FORM,
    region: str | None = None,
    link_share: float = 0.0,
    tag: str = "p",
) -> VisibleBlock:
    return VisibleBlock(text, tag, region, link_share, form)


HEADLINE = seen(TITLE, ("h1 ", "header ", "article "), "banner", tag="h1")
BLOCKS = [seen(line) for line in PARAGRAPHS]


def test_a_paragraph_of_their_form_comes_back_where_it_stood() -> None:
    for missing in range(len(PARAGRAPHS)):
        lines = [line for i, line in enumerate(PARAGRAPHS) if i != missing]
        assert with_missed(lines, [HEADLINE, *BLOCKS], TITLE) == PARAGRAPHS


def test_a_lead_in_the_header_of_the_headline_comes_back() -> None:
    lead = seen(LEAD, ("div intro", "header ", "article "), "banner")
    byline = seen("By Orla Bredeveld March 4, 2019", lead.form, "banner")

    assert with_missed(PARAGRAPHS, [HEADLINE, lead, byline, *BLOCKS], TITLE) == [LEAD, *PARAGRAPHS]
    assert with_missed(PARAGRAPHS, [lead, HEADLINE, *BLOCKS], TITLE) == PARAGRAPHS


def test_a_summary_of_many_lines_is_no_lead() -> None:
    lines = [seen(f"{LEAD} in {year}", region="banner", form=()) for year in (2027, 2028, 2029)]

    assert with_missed(PARAGRAPHS, [HEADLINE, *lines, *BLOCKS], TITLE) == PARAGRAPHS


def test_what_is_of_another_form_a_link_a_request_or_no_sentence_stays_away() -> None:
    sentence = "The bridge over the inner basin was opened again on Sunday evening."
    beside = [
        seen(sentence, ("p ", "div teaser", "div ")),
        seen(sentence, link_share=0.9),
        seen("A history of floods in Port Ellery"),
        seen("Sign up for our newsletter, and you will get the tides every Friday."),
    ]

    assert with_missed(PARAGRAPHS, [HEADLINE, *BLOCKS[:3], *beside, *BLOCKS[3:]], TITLE) == (
        PARAGRAPHS
    )
    assert with_missed(PARAGRAPHS, [HEADLINE, *BLOCKS, *beside, seen(sentence)], TITLE) == (
        PARAGRAPHS
    )


def test_a_note_to_readers_below_the_last_paragraph_stays_away() -> None:
    note = seen("We want to hear what you saw at the harbour mouth on Tuesday.")

    assert with_missed(PARAGRAPHS, [HEADLINE, *BLOCKS, note], TITLE) == PARAGRAPHS


def test_a_text_that_the_extractor_joined_to_another_does_not_come_twice() -> None:
    joined = [f"{PARAGRAPHS[0]} {PARAGRAPHS[1]}", *PARAGRAPHS[2:]]

    assert with_missed(joined, [HEADLINE, *BLOCKS], TITLE) == joined


def test_lines_without_a_form_in_common_stay_as_they_are() -> None:
    blocks = [seen(line, (str(i),)) for i, line in enumerate(PARAGRAPHS)]

    assert with_missed(PARAGRAPHS[:-1], blocks, TITLE) == PARAGRAPHS[:-1]
    assert with_missed([], blocks, TITLE) == []
