"""No sentence of an article is cut away, and what is cut away is told, in pages and texts."""

from importlib.resources import files

import pytest

from schemas.articles import CleanedArticle
from services.cleaning.html import visible_blocks
from services.cleaning.text_normalisation import comparison_key
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, cleaned, page

SAMPLES = files("services.cli") / "samples"
PHRASED = [
    "Video from a drone showed how the tide runs past the inner basin.",
    "Donations of more than 40,000 crowns paid for the first survey.",
    "Related charges against the surveyor were dropped in March.",
    "The newsletter of the fishing guild called the plan a folly.",
    "Photos from 1953 show the water at the door of the chapel.",
    "Latest figures put the cost of doing nothing at twice as much.",
]
HEAD = f"<html><head><title>{TITLE} | Ellery Post</title></head><body>"
MENU = "<nav><a href='/'>Home</a> <a href='/s'>Sport</a></nav>"
ASIDE = "<aside><h2>Most read</h2><p><a href='/1'>Storm closes coastal road again</a></p></aside>"
FOOTER = "<footer><p>© 2026 Ellery Post. All rights reserved.</p></footer></body></html>"


def html(body: str, header: str = f"<h1>{TITLE}</h1>") -> str:
    return f"{HEAD}{MENU}<article>{header}{body}</article>{ASIDE}{FOOTER}"


def paragraphs(lines: list[str], element: str = "<p>{}</p>") -> str:
    return "".join(map(element.format, lines))


def removed(article: CleanedArticle) -> dict[str, str]:
    return {piece.text: piece.rule for piece in article.removed}


@pytest.mark.parametrize("sentence", PHRASED)
def test_a_sentence_with_a_set_phrase_stays_in_a_page(sentence: str) -> None:
    lines = [*PARAGRAPHS[:3], sentence, *PARAGRAPHS[3:]]

    assert cleaned(html=html(paragraphs(lines))).body.split("\n\n") == lines


@pytest.mark.parametrize("sentence", PHRASED)
def test_a_sentence_with_a_set_phrase_stays_in_a_text(sentence: str) -> None:
    lines = [*PARAGRAPHS[:3], sentence, *PARAGRAPHS[3:]]

    assert cleaned(page(TITLE, SIGNATURE, *lines)).body.split("\n\n") == lines


@pytest.mark.parametrize(
    "sentence", ["The trial resumes on 3 May 2019.", "Sie wurde am 3. Mai 1949 geboren."]
)
@pytest.mark.parametrize("at", [1, 3, len(PARAGRAPHS)])
def test_a_sentence_that_holds_a_date_is_no_signature(sentence: str, at: int) -> None:
    lines = [*PARAGRAPHS[:at], sentence, *PARAGRAPHS[at:]]

    assert cleaned(html=html(paragraphs(lines))).body.split("\n\n") == lines
    assert cleaned(page(TITLE, SIGNATURE, *lines)).body.split("\n\n") == lines


@pytest.mark.parametrize("line", ["First published on 3 May 2019.", "Last updated on 3 May 2019."])
def test_a_line_that_says_when_the_article_appeared_is_a_signature(line: str) -> None:
    assert line not in cleaned(html=html(paragraphs([line, *PARAGRAPHS]))).body
    assert line not in cleaned(page(TITLE, line, *PARAGRAPHS)).body


def test_an_offer_among_paragraphs_goes_and_is_told() -> None:
    offer = "Sign up for our newsletter, and you will get the tides of the week every Friday."

    article = cleaned(html=html(paragraphs([*PARAGRAPHS[:3], offer, *PARAGRAPHS[3:]])))

    assert article.body.split("\n\n") == PARAGRAPHS
    assert removed(article)[offer] == "phrase_newsletter"


@pytest.mark.parametrize("element", ["<p>{}</p>", "<div class='paragraph'><p>{}</p></div>"])
def test_a_last_paragraph_that_holds_a_link_stays(element: str) -> None:
    last = PARAGRAPHS[-1].replace("flood fund", "<a href='/fund'>flood fund</a>")
    body = f"<div class='text'>{paragraphs([*PARAGRAPHS[:-1], last], element)}</div>"

    assert cleaned(html=html(body)).body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("element", ["<p class='lead'>{}</p>", "<div><strong>{}</strong></div>"])
def test_a_lead_in_the_header_stays(element: str) -> None:
    lead, *others = PARAGRAPHS
    header = f"<header><h1>{TITLE}</h1>{element.format(lead)}<p>By Orla Bredeveld</p></header>"
    body = f"<div class='text'>{paragraphs(others)}</div>"

    assert cleaned(html=html(body, header)).body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize(
    "last",
    [
        "The work will cost 214 million crowns, two thirds of it from the flood fund. AFP",
        "The work will cost 214 million crowns, two thirds of it from the flood fund. dpa",
        "The work will cost 214 million crowns, two thirds of it from the flood fund (Reuters)",
        "The work will cost 214 million crowns, two thirds of it from the national flo",
        "The work will cost 214 million crowns, two thirds of it from",
    ],
)
def test_a_last_paragraph_of_a_text_stays_without_its_full_stop(last: str) -> None:
    lines = [*PARAGRAPHS[:-1], last]

    assert cleaned(page(TITLE, SIGNATURE, *lines)).body.split("\n\n") == lines
    assert cleaned(page(*lines)).body.split("\n\n") == lines


def test_a_correction_below_the_line_of_a_page_stays() -> None:
    correction = "Correction 2: the meeting in Port Ellery was moved by two days."
    offer = "Sign up for our newsletter"

    article = cleaned(page(TITLE, SIGNATURE, *PARAGRAPHS, offer, correction))

    assert article.body.split("\n\n") == [*PARAGRAPHS, correction]
    assert removed(article)[offer] == "phrase_newsletter"


@pytest.mark.parametrize(
    "credit", ["Photo: Lena Orsk/Ellery Post", "© Ellery Post 2026", "(c) Ellery Post"]
)
def test_a_last_paragraph_above_a_credit_stays(credit: str) -> None:
    lines = [*PARAGRAPHS, "The boats will run from May."]

    article = cleaned(page(TITLE, SIGNATURE, *lines, credit))

    assert article.body.split("\n\n") == lines
    assert credit in removed(article)


@pytest.mark.parametrize("name", ["02-harbor-fire", "01-dam-talks", "08-dam-talks-again"])
def test_the_texts_of_the_demo_lose_no_sentence(name: str) -> None:
    text = (SAMPLES / f"{name}.txt").read_text("utf-8")
    article = cleaned(text)
    kept = comparison_key(f"{article.body} {' '.join(piece.text for piece in article.removed)}")

    paragraphs = [comparison_key(one) for one in text.split("\n\n")]
    lost = [one for one in paragraphs if one not in kept]
    prose = [one for one in paragraphs if len(one.split()) > 20]
    assert lost == []
    assert all(one in comparison_key(article.body) for one in prose)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("03-museum-return", "Lisbon museum returns carved drums to Benin"),
        ("04-clinic-strike", "Nurses at Weyburn clinic end 19-day strike"),
        ("05-chip-plant", "Veldtronic picks Malaysia over Poland for chip packaging plant"),
        ("06-bahnstrecke", "Zugverkehr zwischen Passau und Linz ruht bis Freitag"),
    ],
)
def test_the_pages_of_the_demo_have_their_headlines(name: str, title: str) -> None:
    article = cleaned(html=(SAMPLES / f"{name}.html").read_text("utf-8"))

    assert article.title == title
    assert title not in article.body


@pytest.mark.parametrize(
    "name", ["03-museum-return", "04-clinic-strike", "05-chip-plant", "06-bahnstrecke"]
)
def test_the_pages_of_the_demo_lose_no_sentence(name: str) -> None:
    source = (SAMPLES / f"{name}.html").read_text("utf-8")
    article = cleaned(html=source)
    tree = visible_blocks.parse(source)
    assert tree is not None
    body = comparison_key(article.body)
    told = set(map(comparison_key, removed(article)))

    for block in visible_blocks.render(tree):
        key = comparison_key(block.text)
        assert key in body or key in told, block.text
        if block.region is None and len(block.text) > 150 and block.link_share < 0.3:
            assert key in body or not block.text.endswith("."), block.text
