"""The headline of a plain text."""

import numpy as np
import pytest

from services.cleaning.attribution.attribution_lines import find_attributions
from services.cleaning.lines.split import Block
from services.cleaning.text.title import find_title, without_agency_marks
from services.cleaning.text_normalisation import comparison_key
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

HEAD = ["Coast and Sea", TITLE, SIGNATURE]


def find(
    lines: list[str], probability: list[float], hint: str | None = None
) -> tuple[int | None, float]:
    """The headline of lines above a body, by the model's probability for each of them."""
    blocks = [Block.of(line) for line in [*lines, *PARAGRAPHS]]
    body = np.array([0.0] * len(lines) + [0.9] * len(PARAGRAPHS))
    return find_title(
        blocks,
        [comparison_key(block.text) for block in blocks],
        np.array(probability),
        body,
        find_attributions(blocks, range(len(lines))),
        len(lines),
        hint=hint,
        knows_address=False,
    )


def test_layout_and_model_decide_together() -> None:
    at, confidence = find(HEAD, [0.2, 0.9, 0.1])
    _, less = find(HEAD, [0.2, 0.5, 0.1])

    assert at == 1
    assert less < confidence < 1.0


def test_a_byline_and_a_paragraph_are_no_headlines() -> None:
    assert find([SIGNATURE], [0.9])[0] is None
    assert find([PARAGRAPHS[0]], [0.9])[0] is None


def test_the_line_that_the_publisher_names_is_the_headline() -> None:
    assert find(HEAD, [0.0, 0.0, 0.0], hint=TITLE.upper()) == (1, 0.97)
    assert find(HEAD, [0.2, 0.9, 0.1], hint="Another Headline")[0] == 1


def test_of_a_headline_that_stands_twice_the_first_counts() -> None:
    assert find([TITLE, "Coast", TITLE, SIGNATURE], [0.1, 0.1, 0.9, 0.0])[0] == 0


def test_entries_of_menus_are_unlikely_headlines() -> None:
    _, plain = find(["Harbour Council Approves Barrier"], [0.8])
    _, entry = find(["* Harbour Council Approves Barrier"], [0.8])

    assert entry < plain


ALONE = {
    "English": [TITLE, *PARAGRAPHS],
    "question": ["Who will pay for the tidal barrier?", *PARAGRAPHS],
    "quotation": ["“We can pour concrete”: council backs barrier", *PARAGRAPHS],
    "colon": ["Port Ellery: council backs barrier", *PARAGRAPHS],
    "wire": [TITLE, "PORT ELLERY, March 5 (AP) -- " + PARAGRAPHS[0], *PARAGRAPHS[1:]],
    "cut": [TITLE, *PARAGRAPHS[:-1], PARAGRAPHS[-1][:60]],
    "obituary": [
        "Tomas Ferrand Hale, 84",
        "PORT ELLERY — Tomas Ferrand Hale, 84, of Quay Street, died on Tuesday, March 5, 2019.",
        "He was born on May 2, 1934, in Port Ellery and fished for herring for forty years.",
        "He is survived by his wife, two daughters and five grandchildren.",
    ],
    "German": [
        "Rat stimmt für Sperrwerk nach langem Streit",
        "Der Stadtrat von Lüdershafen hat am Dienstag beschlossen, ein Sperrwerk zu bauen.",
        "Gegner befürchten, dass das Becken binnen zwanzig Jahren verlandet, und klagen.",
        "Die Arbeiten kosten 214 Millionen Kronen und sollen im Frühjahr beginnen.",
    ],
    "French": [
        "Le conseil vote le barrage après un long débat",
        "Le conseil municipal de Port-Ellery a voté mardi la construction d'un barrage anti-marée.",
        "Les opposants affirment que le bassin sera envasé en vingt ans et ont saisi le tribunal.",
        "Les travaux coûteront 214 millions et commenceront au printemps.",
    ],
    "Russian": [
        "Совет одобрил строительство барьера после долгих споров",
        "Городской совет Порт-Эллери проголосовал во вторник за строительство барьера.",
        "Противники обратились в областной суд и требуют новой экспертизы проекта.",
        "Работы обойдутся в 214 миллионов крон и начнутся весной, сообщил казначей.",
    ],
    "Chinese": [
        "港口市议会批准建造防潮闸",
        "港口市议会周二投票决定在港口入口处建造一座防潮闸，结束了十一年的争论。",
        "市长表示投票结果非常接近，七票赞成，五票反对，一票弃权。",
        "反对者称内港将在二十年内淤塞，并已向地区法院提起诉讼。",
    ],
}


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("lines", ALONE.values(), ids=ALONE.keys())
def test_a_line_above_nothing_but_paragraphs_is_the_headline(lines: list[str], gap: str) -> None:
    article = cleaned(page(*lines, gap=gap))

    assert article.title == lines[0]
    assert article.body.split("\n\n") == lines[1:]
    assert article.authors == []
    assert article.published is None
    assert lines[0] in [piece.text for piece in article.removed]


@pytest.mark.parametrize(
    "lines",
    [
        PARAGRAPHS,
        ALONE["German"][1:],
        ["He said no.", *PARAGRAPHS],
        ["The plan, which eleven towns had signed, is this:", *PARAGRAPHS],
        ["PORT ELLERY (AP) - Council approves tidal barrier in close vote"],
    ],
)
def test_a_text_that_starts_with_a_paragraph_has_no_headline(lines: list[str]) -> None:
    article = cleaned(page(*lines))

    assert article.title is None
    assert article.body.split("\n\n") == lines


def test_dates_of_a_life_are_no_headline() -> None:
    name = "Ruth Anne Hale"
    text = page(name, "Born: May 2, 1934", "Died: March 5, 2019", *PARAGRAPHS)
    article = cleaned(text)

    assert article.title == name
    assert article.published is None


def test_a_publisher_s_headline_tells_its_line() -> None:
    short = "Barrier approved"
    assert cleaned(page(short, *PARAGRAPHS), title=short).body == page(*PARAGRAPHS)
    near = cleaned(page(TITLE, *PARAGRAPHS), title="Council approves tidal barrier")
    assert near.body == page(*PARAGRAPHS)


@pytest.mark.parametrize(
    "written",
    [
        "{} (Foto) =",
        "{} =",
        "{} (mit Bild)",
        "{} (2 Fotos) =",
        "{} (Photo)",
        "{} /dpa",
        "^{}<",
        "{} (AFP)",
        "+++ {} +++",
        "EILMELDUNG - {}",
        "URGENT: {}",
        "URGENT {}",
        "URGENTE - {}",
        "UPDATE 2-{}",
        "1st Ld: {}",
        "1st Ld-Writethru: {}",
        "(AP) -- {}",
        "BC-{}",
        "ots: {}",
        "Headline: {}",
        "Срочно: {}",
    ],
)
def test_marks_of_agencies_are_not_of_the_headline(written: str) -> None:
    assert without_agency_marks(written.format(TITLE)) == TITLE
    article = cleaned(page(written.format(TITLE), "By Orla Bredeveld", *PARAGRAPHS))
    assert article.title == TITLE
    hinted = cleaned(page(*PARAGRAPHS), title=written.format(TITLE))
    assert hinted.title == TITLE
    assert written.format(TITLE) in [piece.text for piece in article.removed]


@pytest.mark.parametrize(
    "headline",
    [
        "Alert level raised on the coast",
        "Flash-flood warning for Port Ellery",
        "Photo finish at the harbour regatta",
        "The urgent case for a barrier (and against it)",
        "BC ferries return to service",
        "Update on the barrier",
        "Harbour council and/or town",
    ],
)
def test_words_of_a_headline_stay(headline: str) -> None:
    assert without_agency_marks(headline) == headline


@pytest.mark.parametrize(
    "label",
    [
        "FOR IMMEDIATE RELEASE",
        "Press release",
        "PRESSEMITTEILUNG",
        "Communiqué de presse",
        "Pour diffusion immédiate",
        "Nota de prensa",
        "URGENT",
        "Email: desk@port.example",
        "+44 20 5550 1234",
        "www.port.example",
        "Hafen/Bau/",
        "Phone: 555-0142",
        "Contact: Anna Reyes",
        "- Seven in favour",
        "FYI",
    ],
)
def test_no_section_by_a_label_or_an_address(label: str) -> None:
    article = cleaned(page(label, TITLE, "By Orla Bredeveld", *PARAGRAPHS))

    assert article.section is None
    assert article.title == TITLE
    assert article.body == page(*PARAGRAPHS)


CONTACT = "Contact:\nAnna Reyes\nPort Authority\nTel. +44 20 5550 1234\nanna.reyes@port.example"


@pytest.mark.parametrize("end", ["###", "# # #", "-30-", "-ENDS-", "- Ende -"])
@pytest.mark.parametrize("is_above", [True, False])
def test_a_press_release(end: str, is_above: bool) -> None:
    above, below = ([CONTACT], []) if is_above else ([], [CONTACT])
    article = cleaned(
        page("FOR IMMEDIATE RELEASE", "March 4, 2019", *above, TITLE, *PARAGRAPHS, end, *below)
    )

    assert article.title == TITLE
    assert article.section is None
    assert article.body == page(*PARAGRAPHS)
    assert article.published is not None
    assert article.published.value == "2019-03-04"
