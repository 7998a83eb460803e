"""Filters of articles: any within a criterion, all between them, and clear errors."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import AcceptedArticle, CleanedArticle, EnrichedArticle, Model, RawArticle
from schemas.dead_letter import DeadLetter
from schemas.filters import ArticleFilter, FilterError, filter_of, filter_of_query

ENTITY = {
    "id": "wikidata:Q212",
    "type": "GPE",
    "name": "Ukraine",
    "aliases": ["the Ukraine"],
    "kb": {"wikidata": "Q212", "geonames": "690791"},
    "count": 1,
    "salience": 1.0,
    "mentions": [],
}
ENRICHED = EnrichedArticle.model_validate(
    {
        "article_id": "1",
        "event_id": "2",
        "source": "Daily, Post",
        "body": "A body.",
        "language": {"code": "en", "confidence": 1.0},
        "entities": [ENTITY],
        "focus_countries": ["UA", "PL"],
    }
)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ([], True),
        ([("source", "Daily, Post")], True),
        ([("source", "daily, post")], False),
        ([("source", "other"), ("source", "Daily, Post")], True),
        ([("language", "de,EN-us")], True),
        ([("language", "de")], False),
        ([("entity", "wikidata:q212")], True),
        ([("entity", "THE UKRAINE")], True),
        ([("entity", "geonames:690791")], True),
        ([("entity", "Poland")], False),
        ([("country", "de,pl")], True),
        ([("country", "DE")], False),
        ([("country", "UA"), ("language", "de")], False),
        ([("since", "now"), ("country", "UA"), ("language", "en")], True),
    ],
)
def test_matches(query: list[tuple[str, str]], matches: bool) -> None:
    assert filter_of_query(query).matches(ENRICHED) is matches


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"language": ["english"]}, "language: `english` is no language tag"),
        ({"country": "Ukraine"}, "country: `UKRAINE` is no ISO 3166-1 code"),
        ({"entity": [" "]}, "entity: a value is empty"),
        ({"source": "x" * 301}, "source: a value has more than 300 characters"),
        ({"topic": "x"}, "topic: no such criterion"),
        ({"source": [1]}, "source: Input should be a valid string"),
        ({"source": ["x"] * 101}, "source: "),
        ([], "filter: "),
    ],
)
def test_bad_filters_say_what_is_wrong(values: Any, says: str) -> None:
    with pytest.raises(FilterError) as error:
        filter_of(values)
    assert str(error.value).startswith(says)


def test_a_filter_goes_through_json() -> None:
    one = filter_of({"source": "a", "language": ["EN", "pt-BR"], "country": "ua"})
    assert one == ArticleFilter(source=("a",), language=("en", "pt"), country=("UA",))
    assert filter_of(json.loads(one.model_dump_json())) == one
    assert filter_of(None) == ArticleFilter()


@pytest.mark.parametrize(
    "article",
    [
        RawArticle(text="A text", source="a", language="en_US"),
        AcceptedArticle.model_validate_json(
            Path("schemas/examples/articles.accepted/text.json").read_bytes()
        ),
        CleanedArticle.model_validate_json(
            Path("schemas/examples/articles.cleaned/text.json").read_bytes()
        ),
    ],
)
def test_articles_on_their_way_answer_source_and_language(article: Model) -> None:
    raw = article.raw if isinstance(article, AcceptedArticle) else article
    assert ArticleFilter(source=(raw.source or "",)).matches(article)  # type: ignore[attr-defined]
    assert not ArticleFilter(source=("nobody",)).matches(article)
    assert not ArticleFilter(language=("xx",)).matches(article)
    assert not ArticleFilter(country=("US",)).matches(article)


def test_what_a_model_does_not_tell_is_named() -> None:
    everything = filter_of({"source": "a", "language": "en", "entity": "x", "country": "US"})
    assert everything.unanswered(EnrichedArticle) == ()
    assert everything.unanswered(CleanedArticle) == ("entity", "country")
    assert everything.unanswered(DeadLetter) == everything.asked
