"""What ends a text without being of the article."""

import pytest

from services.cleaning.lines.split import Block
from services.cleaning.text import notices
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page


def found(*lines: str) -> dict[str, str]:
    """The rule of each line that goes."""
    blocks = [Block.of(line) for line in [*PARAGRAPHS[:3], *lines]]
    return {blocks[i].text: rule for i, (_, rule) in notices.find(blocks, range(len(blocks)))}


@pytest.mark.parametrize(
    "sign",
    ["###", "# # #", "-30-", "-ENDS-", "- Ende -", "(END)", "ENDS", "+++", "--more--", "***"],
)
def test_end_signs_go(sign: str) -> None:
    assert found(sign) == {sign: "end_sign"}
    assert found(sign, PARAGRAPHS[4]) == {sign: "end_sign"}


@pytest.mark.parametrize(
    "note",
    [
        "@orlabredeveld",
        "Twitter: @orlab",
        "Follow Orla Bredeveld on Twitter @orlab",
        "Orla Bredeveld covers the coast. Follow her on X @orlab.",
        "She can be reached at orla@courier.example.",
        "Contact Orla Bredeveld at orla@courier.example or 555 0142.",
        "E-mail the author at orla@courier.example",
        "Folgen Sie Anna Kruse auf Twitter: @akruse",
        "Anna Kruse ist erreichbar unter kruse@bote.example",
        "Suivez Anne Dubois sur X : @adubois",
        "Siga a Ana Reyes en Twitter: @areyes",
        "Media contact: Anna Reyes, +44 20 5550 1234, anna@port.example",
        "Pressekontakt: Anna Kruse, Tel. 040 555 123, presse@hafen.example",
    ],
)
def test_a_note_with_an_address_goes(note: str) -> None:
    assert found(note) == {note: "author_note"}


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright 2019 Port Radio. All rights reserved. Transcripts are created on deadline.",
        "Rush transcript, provided by Port Radio.",
        "About the author: Orla Bredeveld has covered the coast since 2009. She has two cats.",
        "This transcript has been edited for length and clarity.",
        "THIS COPY MAY NOT BE IN ITS FINAL FORM AND MAY BE UPDATED.",
        "Dieses Transkript wurde maschinell erstellt.",
        "© Ellery Courier. Tous droits réservés. All rights reserved.",
    ],
)
def test_a_notice_goes_from_end_and_start(notice: str) -> None:
    assert found(notice) == {notice: "notice"}
    blocks = [Block.of(line) for line in [notice, *PARAGRAPHS]]
    assert [i for i, _ in notices.find(blocks, range(len(blocks)))] == [0]


@pytest.mark.parametrize(
    "prose",
    [
        "The account @portellery posted a film of the flood that 2,000 people have seen since.",
        "Residents who need sandbags can write to flood@ellery.example before noon on Friday.",
        "The court ordered that the transcript be read aloud to the jury.",
        "It all ends here.",
        "Voters can follow the count on Twitter, said the clerk.",
    ],
)
def test_prose_stays(prose: str) -> None:
    assert found(prose) == {}


def test_a_notice_amid_paragraphs_stays() -> None:
    assert found("@orlabredeveld", PARAGRAPHS[4]) == {}


@pytest.mark.parametrize(
    ("by", "note"),
    [
        ("By Orla Bredeveld", "Orla Bredeveld covers the coast for the Ellery Courier."),
        ("By Orla Bredeveld", "Orla Bredeveld is a reporter in Port Ellery."),
        ("Von Anna Kruse", "Anna Kruse ist freie Journalistin in Lüdershafen."),
        ("Par Anne Dubois", "Anne Dubois est journaliste au Courrier du port."),
    ],
)
def test_a_note_that_begins_with_the_author_s_name_goes(by: str, note: str) -> None:
    article = cleaned(page(TITLE, by, "March 4, 2019", *PARAGRAPHS, note))

    assert article.body == page(*PARAGRAPHS)
    assert note in [piece.text for piece in article.removed]


def test_someone_in_the_news_is_no_author() -> None:
    last = "Ines Calloway is a former harbour master who won the office in 2015."
    article = cleaned(page(TITLE, SIGNATURE, *PARAGRAPHS, last))

    assert article.body.endswith(last)


def test_a_text_of_notices_keeps_one() -> None:
    blocks = [Block.of("@orlab"), Block.of("@annak")]
    assert len(list(notices.find(blocks, range(2)))) == 1
