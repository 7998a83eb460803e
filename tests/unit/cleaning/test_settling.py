"""Cleaning a clean body changes nothing, whatever it came from."""

import pytest

from schemas.articles import CleanedArticle
from services.cleaning.logic import clean
from services.cleaning.texts.plaintext import Known, Parts
from services.cleaning.texts.settling import settle
from tests.generator import raw_articles
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE, accept

GENERATED = list(raw_articles(60, seed=5))


@pytest.mark.parametrize("raw", GENERATED, ids=range(len(GENERATED)))
def test_a_generated_article_stays(raw: object) -> None:
    article = clean(accept(**raw.model_dump(exclude_none=True)))  # type: ignore[attr-defined]
    assert isinstance(article, CleanedArticle)

    for url in (None, article.url):
        again = clean(accept(article.body, url=url))
        assert isinstance(again, CleanedArticle)
        assert again.body == article.body


def test_what_would_go_is_removed_if_it_is_little() -> None:
    parts = Parts(paragraphs=[TITLE, SIGNATURE, *PARAGRAPHS])
    settle(parts, (Known(),))
    kept = Parts(paragraphs=[TITLE, SIGNATURE, *PARAGRAPHS])
    settle(kept, (Known(),), most=0.0)

    assert parts.paragraphs == PARAGRAPHS
    assert [piece.text for piece in parts.removed] == [TITLE, SIGNATURE]
    assert kept.paragraphs == [TITLE, SIGNATURE, *PARAGRAPHS]
    assert kept.removed == []
