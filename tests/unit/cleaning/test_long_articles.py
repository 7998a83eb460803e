"""What is read of a very long article is bounded, and no text of it is lost."""

import pytest

from schemas.articles import CleanedArticle
from services.cleaning import logic
from services.cleaning.html import extract as html_extract
from services.cleaning.html.extract import IN_PART
from services.cleaning.lines import split
from services.cleaning.text import extract
from services.cleaning.text.extract import ExtractedArticle, TextContext, extract_text
from services.cleaning.text.fixpoint import clean_until_stable
from tests.unit.cleaning.makers import accept

LINES = [f"Farmers of valley {number} met the water board on Tuesday." for number in range(40)]
MOST = 10


def cleaned(text: str | None = None, **more: str) -> CleanedArticle:
    article = logic.clean(accept(text, **more))
    assert isinstance(article, CleanedArticle)
    return article


def test_the_lines_behind_the_most_are_body_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_BLOCKS", MOST)
    footer = "Sign up for our newsletter"
    article = cleaned("\n\n".join([*LINES, footer]))
    assert article.body == "\n\n".join([*LINES, footer])
    *read, rest = [article.body[one.start : one.end] for one in article.paragraphs]
    assert (read, rest) == (LINES[:MOST], "\n\n".join([*LINES[MOST:], footer]))
    assert IN_PART in article.warnings


def test_no_more_lines_are_described_than_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_BLOCKS", MOST)
    seen = []
    monkeypatch.setattr(extract, "kinds_of", lambda text: seen.append(text) or frozenset())
    parts = extract_text("\n\n".join(LINES), TextContext())
    assert len(seen) == MOST
    assert [*parts.paragraphs, *parts.unread] == LINES


def test_paragraphs_of_a_page_behind_the_most_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_BLOCKS", MOST)
    parts = ExtractedArticle(paragraphs=list(LINES))
    clean_until_stable(parts, (TextContext(),))
    assert (parts.paragraphs, parts.unread) == (LINES[:MOST], LINES[MOST:])


def test_what_stands_behind_the_most_blocks_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>"
    assert IN_PART not in cleaned(html=page).warnings
    monkeypatch.setattr(html_extract, "MOST_BLOCKS", len(LINES) // 2)
    article = cleaned(html=page)
    texts = [*article.body.split("\n\n"), *(one.text for one in article.removed)]
    assert sorted(texts) == sorted(LINES)
    assert article.removed
    assert article.warnings.count(IN_PART) == 1


def test_wrapped_lines_are_joined_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "the water board met farmers of all valleys and went on to the next ones"
    texts = []
    normalise = split.normalise_text
    monkeypatch.setattr(split, "normalise_text", lambda text: texts.append(text) or normalise(text))
    (block,) = split.split("\n".join([line] * 50))
    assert block.text == " ".join([line] * 50)
    assert sum(map(len, texts)) <= 2 * len(block.text)
