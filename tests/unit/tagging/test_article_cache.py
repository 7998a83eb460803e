"""A copy of an article has the enrichment of the first, and nothing else has."""

import pytest

from schemas.articles import CleanedArticle, Published
from services.tagging.article_cache import ArticleCache
from services.tagging.kb.pack_stack import PackStack, starter
from services.tagging.logic import Enrichment, find_enrichment, texts_of
from tests.unit.tagging.finding import found_in

ARTICLE = CleanedArticle(
    article_id="1",
    title="Costa in Oslo",
    body="Ana Costa met Ben Ito in Oslo. “We agree on $5 million,” Costa said Tuesday.",
    published=Published(value="2021-01-26", precision="day", method="x", confidence=0.9),
    domain="example.com",
)


NAMES = {"PERSON": ["Ana Costa", "Ben Ito", "Costa"], "GPE": ["Oslo"], "DATE": ["Tuesday"]}


def found_by(articles: ArticleCache, article: CleanedArticle) -> Enrichment:
    spans = found_in(texts_of(article), **NAMES, MONEY=["$5 million"])
    found = find_enrichment(article, spans, starter())
    articles.put(articles.key(article), found)
    return found


def test_a_copy_elsewhere_has_what_the_first_had() -> None:
    articles = ArticleCache(starter())
    first = found_by(articles, ARTICLE)
    assert first.quotes
    elsewhere = {"article_id": "2", "domain": "example.net", "url": "https://example.net/a"}
    copy = ARTICLE.model_copy(update=elsewhere)
    assert articles.find(articles.key(copy)) == first


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"body": "Ana Costa left."},
        {"domain": "example.com.au"},
        {"published": None},
        {"language": {"code": "de", "confidence": 1.0}},
    ],
)
def test_what_determines_the_enrichment_is_in_the_key(change: dict[str, object]) -> None:
    articles = ArticleCache(starter())
    found_by(articles, ARTICLE)
    other = CleanedArticle.model_validate(ARTICLE.model_dump() | change | {"article_id": "2"})
    assert articles.find(articles.key(other)) is None


def test_enrichments_by_other_packs_do_not_count() -> None:
    class Newer(PackStack):
        @property
        def versions(self) -> list[str]:
            return ["newer 1"]

    assert ArticleCache(starter()).key(ARTICLE) != ArticleCache(Newer()).key(ARTICLE)
