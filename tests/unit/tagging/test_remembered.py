"""What is remembered is not done again, and comes out the same."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import CleanedArticle, Published
from services.tagging import remembered
from services.tagging.logic import Findings, find_all, texts_of
from services.tagging.models.fast import Span
from services.tagging.models.paragraphs import Paragraphs
from services.tagging.remembered import Articles
from services.tagging.things.linking import starter
from tests.unit.tagging.finding import found_in


class Reader:
    """Finds one name, the whole text, and notes what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        self.read += texts
        return [[(0, len(text), text)] for text in texts]


def test_what_was_seen_is_not_read_again() -> None:
    reader = Reader()
    find = Paragraphs(reader)
    assert find(["a", "b", "a"]) == [[(0, 1, "a")], [(0, 1, "b")], [(0, 1, "a")]]
    assert find(["b", "c"]) == [[(0, 1, "b")], [(0, 1, "c")]]
    assert reader.read == ["a", "b", "c"]


def test_the_longest_unasked_is_forgotten_first() -> None:
    reader = Reader()
    find = Paragraphs(reader, size=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        find([text])
    assert reader.read == ["a", "b", "c", "b"]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=9), st.integers(1, 5))
def test_it_finds_what_the_reader_finds(batches: list[list[str]], size: int) -> None:
    find = Paragraphs(Reader(), size)
    for batch in batches:
        assert find(batch) == [[(0, 1, text)] for text in batch]


def test_one_batch_may_have_more_than_is_remembered() -> None:
    reader = Reader()
    find = Paragraphs(reader, size=1)
    assert find(["a", "b", "a"]) == [[(0, 1, "a")], [(0, 1, "b")], [(0, 1, "a")]]
    assert reader.read == ["a", "b"]


def test_a_character_that_is_none_is_no_trouble() -> None:
    assert Paragraphs(Reader())(["\ud800"]) == [[(0, 1, "\ud800")]]


ARTICLE = CleanedArticle(
    article_id="1",
    title="Costa in Oslo",
    body="Ana Costa met Ben Ito in Oslo. “We agree on $5 million,” Costa said Tuesday.",
    published=Published(value="2021-01-26", precision="day", method="x", confidence=0.9),
    domain="example.com",
)


def findings(articles: Articles, article: CleanedArticle) -> Findings:
    names = {"PERSON": ["Ana Costa", "Ben Ito", "Costa"], "GPE": ["Oslo"], "DATE": ["Tuesday"]}
    spans = found_in(texts_of(article), **names, MONEY=["$5 million"])
    found = articles.find(article, spans, starter())
    assert found == find_all(article, spans, starter())
    return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that were really tagged by ``Articles``."""
    tagged: list[str] = []

    def find(article: CleanedArticle, *rest: object) -> Findings:
        tagged.append(article.article_id)
        return find_all(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(remembered, "find_all", find)
    return tagged


def test_a_copy_elsewhere_is_not_tagged_again(counted: list[str]) -> None:
    articles = Articles()
    first = findings(articles, ARTICLE)
    assert first.quotes
    copy = {"article_id": "2", "domain": "example.net", "url": "https://example.net/a"}
    findings(articles, ARTICLE.model_copy(update=copy))
    assert counted == ["1"]


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
def test_what_findings_hang_on_is_asked_anew(counted: list[str], change: dict[str, object]) -> None:
    articles = Articles()
    findings(articles, ARTICLE)
    other = CleanedArticle.model_validate(ARTICLE.model_dump() | change | {"article_id": "2"})
    findings(articles, other)
    assert counted == ["1", "2"]
