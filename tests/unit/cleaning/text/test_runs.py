"""Key points above a body, and the speeches of a transcript."""

import pytest

from services.cleaning.lines.split import Block
from services.cleaning.text import runs
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

POINTS = ["Seven councillors in favour", "Cost of 214 million crowns", "Court case pending"]


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "– ", "▪ ", "1. ", "→ ", "✓ "])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("above", [[TITLE, SIGNATURE], [TITLE], [TITLE, "By Orla Bredeveld"]])
def test_key_points_are_of_the_body(bullet: str, gap: str, above: list[str]) -> None:
    points = [bullet + one for one in POINTS]
    article = cleaned(page(*above, gap.join(points), *PARAGRAPHS))

    assert article.title == TITLE
    assert article.section is None
    assert article.body.split("\n\n") == [*points, *PARAGRAPHS]


@pytest.mark.parametrize(
    "label",
    [
        "Story highlights",
        "Key points",
        "Key points:",
        "At a glance",
        "Auf einen Blick",
        "En bref",
        "Puntos clave",
    ],
)
def test_a_label_tells_key_points(label: str) -> None:
    article = cleaned(page(TITLE, SIGNATURE, label, *POINTS, *PARAGRAPHS))

    assert article.title == TITLE
    assert article.body.split("\n\n")[-len(PARAGRAPHS) - 3 :] == [*POINTS, *PARAGRAPHS]


def test_key_points_above_the_byline() -> None:
    points = ["- " + one for one in POINTS]
    article = cleaned(page(TITLE, *points, SIGNATURE, *PARAGRAPHS))

    assert article.title == TITLE
    assert [author.name for author in article.authors] == ["Orla Bredeveld"]
    assert article.body.split("\n\n") == [*points, *PARAGRAPHS]


def test_key_points_above_the_headline_are_no_section() -> None:
    article = cleaned(page(*("• " + one for one in POINTS), TITLE, SIGNATURE, *PARAGRAPHS))

    assert article.title == TITLE
    assert article.section is None


def test_a_menu_is_no_list_of_key_points() -> None:
    menu = ["* Home", "* News", "* Share", "* Newsletter"]
    article = cleaned(page(*menu, TITLE, SIGNATURE, *PARAGRAPHS))

    assert article.body == page(*PARAGRAPHS)


def test_two_lines_make_a_list() -> None:
    blocks = [Block.of(line) for line in ["- one", "two", "* three", "* four", "five", "six"]]

    assert runs.entries(blocks, set()) == {2, 3}
    assert runs.entries(blocks, {4, 5}) == {2, 3, 4, 5}


SPEECHES = {
    "names": [
        "SAM ORTEGA, HOST: Good evening. The council has voted for a barrier.",
        "INES CALLOWAY, MAYOR: Good evening.",
        "ORTEGA: Was it close?",
        "CALLOWAY: Very. Seven to five.",
        "ORTEGA: Any regrets?",
        "CALLOWAY: No.",
        "(LAUGHTER)",
        "ORTEGA: Thank you.",
        "CALLOWAY: Thank you.",
    ],
    "stage directions": [
        "SAM ORTEGA, HOST:",
        "Good evening. The council of Port Ellery has voted for a barrier.",
        "(BEGIN VIDEO CLIP)",
        "INES CALLOWAY (D), MAYOR: We pour concrete.",
        "ORTEGA: Anna Reyes was there. Anna?",
        "ANNA REYES, BYLINE: It was close.",
        "CALLOWAY: Seven to five.",
        "REYES: Back to you, Sam.",
    ],
    "briefing": [
        "MAYOR CALLOWAY: Good morning, everybody. The vote was seven to five.",
        "Q Mayor, what will it cost?",
        "MAYOR CALLOWAY: Two hundred and fourteen million crowns.",
        "Q Who pays?",
        "MAYOR CALLOWAY: The national flood fund.",
    ],
    "question and answer": [
        "Q: Was it close?",
        "A: Very. Seven to five.",
        "Q: Any regrets?",
        "A: No.",
        "Q: What now?",
        "A: Now we build.",
    ],
    "German": [
        "Frage: War die Entscheidung knapp?",
        "Kallow: Sehr knapp, sieben zu fünf.",
        "Frage: Und nun?",
        "Kallow: Nun bauen wir.",
    ],
    "French": [
        "Le Courrier : Le vote a-t-il été serré ?",
        "Inès Calloway : Très serré, sept voix contre cinq.",
        "Le Courrier : Et maintenant ?",
        "Inès Calloway : Maintenant, on construit.",
    ],
    "Russian": [
        "Корреспондент: Голосование было близким?",
        "Каллоуэй: Очень. Семь против пяти.",
        "Корреспондент: Что теперь?",
        "Каллоуэй: Теперь строим.",
    ],
}
NOTICE = "Transcripts are created on a rush deadline and may be updated."


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("speeches", SPEECHES.values(), ids=SPEECHES.keys())
def test_all_speeches_stay_and_the_notice_goes(speeches: list[str], gap: str) -> None:
    head = ["Transcript: The mayor on the barrier", "March 4, 2019"]
    article = cleaned(page(*head, *speeches, NOTICE, gap=gap))

    assert article.title == head[0]
    assert article.authors == []
    assert article.body.split("\n\n") == speeches
    assert NOTICE in [piece.text for piece in article.removed]


def test_an_article_with_colons_is_no_transcript() -> None:
    lines = ["Barrier: the plan.", *PARAGRAPHS, "Barrier: the cost."]
    assert not runs.speeches([Block.of(line) for line in lines])
