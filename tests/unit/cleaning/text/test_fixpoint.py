"""Cleaning a clean body changes nothing, whatever it came from."""

import pytest

from schemas.articles import CleanedArticle
from services.cleaning.logic import clean
from services.cleaning.text.extract import ExtractedArticle, TextContext
from services.cleaning.text.fixpoint import clean_until_stable
from tests.generator import raw_articles
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, accept

pytestmark = pytest.mark.slow

GENERATED = list(raw_articles(60, seed=5))


@pytest.mark.parametrize("raw", GENERATED, ids=range(len(GENERATED)))
def test_a_generated_article_stays(raw: object) -> None:
    article = clean(accept(**raw.model_dump(exclude_none=True)))  # type: ignore[attr-defined]
    assert isinstance(article, CleanedArticle)

    for url in (None, article.url):
        again = clean(accept(article.body, url=url))
        assert isinstance(again, CleanedArticle)
        assert again.body == article.body


def test_what_would_go_is_removed() -> None:
    parts = ExtractedArticle(paragraphs=[TITLE, SIGNATURE, *PARAGRAPHS])

    clean_until_stable(parts, (TextContext(),))

    assert parts.paragraphs == PARAGRAPHS
    assert [piece.text for piece in parts.removed] == [TITLE, SIGNATURE]
