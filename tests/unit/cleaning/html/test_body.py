"""Which blocks of a page are the article's body."""

import pytest

from services.cleaning.html import body, visible_blocks
from services.cleaning.html.blocks import model as block_model
from services.cleaning.html.blocks.features import PageClues
from services.cleaning.html.body import Body
from services.cleaning.lines.arrays import Vector
from tests.unit.cleaning.makers import PARAGRAPHS, TITLE


def found(html: str, stated: str = "") -> Body:
    tree = visible_blocks.parse(html)
    assert tree is not None
    return body.find_body(visible_blocks.read(tree), tree, PageClues(TITLE), stated, None)


def page(*paragraphs: str) -> str:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    menu = "".join(f'<li><a href="/{n}">Topic {n}</a></li>' for n in range(5))
    return (
        f"<body><nav><ul>{menu}</ul></nav><article><h1>{TITLE}</h1>{text}</article>"
        f'<footer><a href="/terms">Terms of use</a></footer></body>'
    )


def test_the_paragraphs_are_the_body() -> None:
    answer = found(page(*PARAGRAPHS))

    assert answer.method == "blocks"
    assert [one for one in answer.paragraphs if one != TITLE] == PARAGRAPHS


def test_a_page_of_which_the_model_is_unsure_is_read_by_trafilatura(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(block_model, "certainty", lambda *_: 0.5)

    answer = found(page(*PARAGRAPHS))

    assert answer.method == "trafilatura"
    assert [one for one in answer.paragraphs if one != TITLE] == PARAGRAPHS


def test_a_sentence_among_paragraphs_stays_where_the_model_only_doubts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doubted, refused = PARAGRAPHS[2], PARAGRAPHS[3]
    predict = block_model.BlockModel.predict

    def doubting(model: block_model.BlockModel, told: object) -> Vector:
        probability = predict(model, told)  # type: ignore[arg-type]
        probability[1 + 2], probability[1 + 3] = 0.1, 0.001
        return probability

    monkeypatch.setattr(block_model.BlockModel, "predict", doubting)

    paragraphs = found(page(*PARAGRAPHS)).paragraphs

    assert doubted in paragraphs
    assert refused not in paragraphs


def test_a_body_for_machines_is_taken_where_readers_see_but_its_begin() -> None:
    stated = "\n".join(PARAGRAPHS)

    assert found(page(PARAGRAPHS[0]), stated) == Body(PARAGRAPHS, "json_ld")
    marked = "".join(f"<p class='x'>{one}</p>" for one in PARAGRAPHS)
    assert found(page(PARAGRAPHS[0]), marked) == Body(PARAGRAPHS, "json_ld")
    assert found(page(*PARAGRAPHS), stated).method == "blocks"
    assert found(page(*PARAGRAPHS), PARAGRAPHS[0]).method == "blocks"


def test_a_set_phrase_takes_a_line_out_and_is_told() -> None:
    offer = "Sign up for our newsletter, and you will get the tides of the week every Friday."

    answer = found(page(*PARAGRAPHS[:3], offer, *PARAGRAPHS[3:]))

    assert [one for one in answer.paragraphs if one != TITLE] == PARAGRAPHS
    assert answer.rules[offer] in ("phrase_newsletter", "block_model")


def test_an_article_appended_to_the_page_is_none_of_this_one() -> None:
    other = "".join(f"<p>{one} So it was in the year before.</p>" for one in PARAGRAPHS)
    html = page(*PARAGRAPHS).replace("<footer>", f"<article><h1>Ice</h1>{other}</article><footer>")

    answer = found(html)

    assert [one for one in answer.paragraphs if one != TITLE] == PARAGRAPHS


def test_text_for_screen_readers_alone_is_no_paragraph() -> None:
    note = "Listen to this article in the audio edition that we record for you every day."
    html = page(*PARAGRAPHS).replace("<p>", f'<p class="visually-hidden">{note}</p><p>', 1)

    assert note not in found(html).paragraphs


def test_a_quote_shown_beside_its_paragraph_stands_once() -> None:
    quote = PARAGRAPHS[2].split(",")[0].strip('"')
    html = page(*PARAGRAPHS).replace("<p>", f"<blockquote>{quote}</blockquote><p>", 1)

    answer = found(html)

    assert quote not in answer.paragraphs
    assert set(PARAGRAPHS) <= set(answer.paragraphs)
