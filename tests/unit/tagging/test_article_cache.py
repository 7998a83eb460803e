"""What is remembered is not done again, and comes out the same."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle, Published
from services.tagging.article_cache import ArticleCache
from services.tagging.entities.linking import starter
from services.tagging.kb.pack_stack import PackStack
from services.tagging.logic import Enrichment, find_enrichment, texts_of
from services.tagging.ner.fast_ner import LabelledRange
from services.tagging.ner.paragraph_cache import ParagraphCache
from tests.unit.tagging.finding import found_in


class Reader:
    """Finds one name, the whole text, and notes what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[LabelledRange]]:
        self.read += texts
        return [[(0, len(text), text)] for text in texts]


def test_what_was_seen_is_not_read_again() -> None:
    reader = Reader()
    find = ParagraphCache(reader)
    assert find(["a", "b", "a"]) == [[(0, 1, "a")], [(0, 1, "b")], [(0, 1, "a")]]
    assert find(["b", "c"]) == [[(0, 1, "b")], [(0, 1, "c")]]
    assert reader.read == ["a", "b", "c"]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=9), st.integers(1, 5))
def test_it_finds_what_the_reader_finds(batches: list[list[str]], places: int) -> None:
    find = ParagraphCache(Reader(), places)
    for batch in batches:
        assert find(batch) == [[(0, 1, text)] for text in batch]


def test_one_batch_may_have_more_than_is_remembered() -> None:
    reader = Reader()
    find = ParagraphCache(reader, places=1)
    assert find(["a", "b", "a"]) == [[(0, 1, "a")], [(0, 1, "b")], [(0, 1, "a")]]
    assert reader.read == ["a", "b"]


def test_a_character_that_is_none_is_no_trouble() -> None:
    assert ParagraphCache(Reader())(["\ud800"]) == [[(0, 1, "\ud800")]]


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
def test_what_findings_hang_on_makes_another_of_it(change: dict[str, object]) -> None:
    articles = ArticleCache(starter())
    found_by(articles, ARTICLE)
    other = CleanedArticle.model_validate(ARTICLE.model_dump() | change | {"article_id": "2"})
    assert articles.find(articles.key(other)) is None


def test_findings_by_other_packs_do_not_count() -> None:
    class Newer(PackStack):
        @property
        def versions(self) -> list[str]:
            return ["newer 1"]

    assert ArticleCache(starter()).key(ARTICLE) != ArticleCache(Newer()).key(ARTICLE)
