"""What becomes of messages in a tagging child, with a model of a few lines."""

import json
from collections.abc import Mapping, Sequence

import pytest

from schemas.articles import CleanedArticle, EnrichedArticle
from services.runtime.stage import Failed, Outcome, Published, Reason, Rejected
from services.tagging.article_cache import ArticleCache
from services.tagging.logic import NO_MODEL
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.tagger import Tagger
from tests.unit.tagging.finding import found_in


class FewLines:
    """Knows one person, and chokes on ``poison``."""

    name = "few lines 1"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        self.batches.append(len(articles))
        if any("poison" in texts["body"] for texts in articles):
            raise ValueError("choked\non it")
        return [found_in(dict(texts), PERSON=["Ana Costa"]) for texts in articles]


def value(article_id: str, body: str, **more: object) -> bytes:
    return json.dumps({"article_id": article_id, "body": body, **more}).encode()


def enriched(outcome: Outcome) -> EnrichedArticle:
    assert isinstance(outcome, Published)
    return EnrichedArticle.model_validate_json(outcome.value)


def handle(*values: bytes | None) -> list[Outcome]:
    return list(Tagger({"en": FewLines()}, "en").handle(values))


def test_id_and_body_are_enough() -> None:
    (outcome,) = handle(value("a1", "Ana Costa spoke."))
    article = enriched(outcome)
    assert isinstance(outcome, Published)
    assert outcome.key == b"a1"
    assert [one.id for one in article.entities] == ["PERSON:ana costa"]
    assert [(run.name, run.model) for run in article.stages] == [("tagging", "few lines 1")]


def test_the_title_is_tagged_too() -> None:
    (outcome,) = handle(value("a1", "Nothing.", title="Ana Costa speaks"))
    assert [one.field for one in enriched(outcome).entities[0].mentions] == ["title"]


def test_outcomes_are_in_order_and_one_bad_article_costs_only_itself() -> None:
    values = [value("1", "Ana Costa."), b"{", value("2", "poison"), value("3", "Ana Costa."), None]
    first, second, third, fourth, fifth = handle(*values)
    assert enriched(first).article_id == "1"
    assert isinstance(second, Rejected)
    assert second.reason is Reason.BAD_JSON
    assert third == Failed(Reason.UNEXPECTED, "ValueError: choked on it")
    assert enriched(fourth).article_id == "3"
    assert isinstance(fifth, Rejected)
    assert fifth.reason is Reason.NO_VALUE


def test_neighbours_are_tagged_together() -> None:
    model = FewLines()
    list(Tagger({"en": model}, "en").handle([value(str(i), "Ana Costa.") for i in range(5)]))
    assert model.batches == [5]


def test_a_language_without_a_model() -> None:
    language = {"code": "fr", "confidence": 1.0}
    (outcome,) = handle(value("1", "Bonjour.", language=language))
    assert enriched(outcome).warnings == [NO_MODEL]
    assert enriched(outcome).stages[0].model is None


def test_the_event_is_the_same_each_time() -> None:
    one, two = handle(value("1", "Ana Costa."), value("1", "Ana Costa."))
    assert enriched(one).event_id == enriched(two).event_id


def test_an_article_of_no_language_is_of_the_default_one() -> None:
    body = "Das Kabinett in Österreich beriet über Hilfen für die Vereinigten Staaten."
    tagger = Tagger({"en": FewLines()}, "de")
    (outcome,) = list(tagger.handle([value("1", body)]))
    article = enriched(outcome)
    assert article.warnings == [NO_MODEL]
    assert {one.name for one in article.entities} == {"Austria", "United States"}


def test_a_copy_is_not_read_again_wherever_it_stands() -> None:
    model = FewLines()
    tagger = Tagger({"en": model}, "en")
    copies = [value(str(number), "Ana Costa spoke.") for number in range(3)]
    first, second = map(enriched, tagger.handle(copies[:2]))
    (third,) = map(enriched, tagger.handle(copies[2:]))
    assert model.batches == [2, 0]
    assert first.entities == second.entities == third.entities
    assert first.entities
    assert len({one.event_id for one in (first, second, third)}) == 3


def test_a_copy_is_known_beside_one_that_is_not() -> None:
    tagger = Tagger({"en": FewLines()}, "en")
    list(tagger.handle([value("1", "Ana Costa spoke.")]))
    values = [value("2", "poison"), value("3", "Ana Costa spoke."), value("4", "Ana Costa left.")]
    poison, copy, new = tagger.handle(values)
    assert isinstance(poison, Failed)
    assert [one.name for one in enriched(copy).entities] == ["Ana Costa"]
    assert [one.name for one in enriched(new).entities] == ["Ana Costa"]


def test_what_is_unforeseen_in_an_article_costs_only_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = ArticleCache.key

    def key_of(self: ArticleCache, article: CleanedArticle) -> bytes:
        if article.body == "odd":
            raise ValueError("who would have thought")
        return key(self, article)

    monkeypatch.setattr(ArticleCache, "key", key_of)
    odd, good = handle(value("1", "odd"), value("2", "Ana Costa spoke."))
    assert odd == Failed(Reason.UNEXPECTED, "ValueError: who would have thought")
    assert [one.name for one in enriched(good).entities] == ["Ana Costa"]


def test_a_recursion_that_broke_off_among_others_ends_the_process_and_alone_is_rejected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def find(self: FewLines, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        raise RecursionError("too deep")

    monkeypatch.setattr(FewLines, "find", find)
    with pytest.raises(RecursionError):
        handle(value("1", "deep"), value("2", "Ana Costa spoke."))
    assert handle(value("1", "deep")) == [Rejected(Reason.TOO_COMPLEX, "RecursionError: too deep")]
