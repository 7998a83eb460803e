"""Runs in the processes of tagging's pool: from message values to outcomes."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from time import perf_counter
from typing import Protocol

from schemas.articles import CleanedArticle, StageRun
from services.runtime.pool.process import Work
from services.runtime.stage import (
    Outcome,
    Published,
    Rejected,
    decode,
    outcome_of,
    publish,
)
from services.tagging.article_cache import ArticleCache
from services.tagging.entities.linking import load_knowledge
from services.tagging.kb.pack_stack import PackStack, starter
from services.tagging.logic import Enrichment, add, find_enrichment, language_of, texts_of
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner.spacy_model import SpacyModel
from services.tagging.registration import SERVICE
from services.tagging.settings import TaggingSettings
from services.tagging.tagged_part import EVENT_BYTES, smaller_part, tagged_part

NOTHING = Enrichment(entities=[], focus_countries=[], quotes=[])


class Model(Protocol):
    """Finds names: ``SpacyModel``, or a few lines in a test."""

    @property
    def name(self) -> str:
        """The model and its version, for ``StageRun``."""

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        """The spans that may be mentions, for each article's texts."""


def work() -> Work:
    """What one process does with message values, its models loaded.

    Raises ImportError for a model that is not installed, BadPack for a pack that can't be read.
    """
    settings = TaggingSettings()
    models = {code: SpacyModel(package) for code, package in settings.models.items()}
    # Otherwise the first article waits for it.
    load_knowledge()
    packs = PackStack(settings.kb_packs)
    return Tagger(models, settings.default_language, packs, settings.min_confidence).handle


class Tagger:
    """Tags articles, each with the model of its language."""

    def __init__(
        self,
        models: Mapping[str, Model],
        default_language: str,
        packs: PackStack | None = None,
        min_confidence: float = 0.0,
    ) -> None:
        self._models = models
        self._default_language = default_language
        self._packs = packs or starter()
        self._min_confidence = min_confidence
        self._articles = ArticleCache(self._packs, default_language)

    def handle(self, values: Sequence[bytes | None]) -> Iterator[Outcome]:
        """One outcome per value, in order. Neighbours of one language go to the model together."""
        self._packs.refresh()
        decoded = [decode(CleanedArticle, value) for value in values]
        for language, batch in groupby(decoded, key=self._language):
            if language is None:
                yield from (one for one in batch if isinstance(one, Rejected))
            else:
                articles = [one for one in batch if not isinstance(one, Rejected)]
                yield from self._tag(self._models.get(language), articles)

    def _language(self, article: CleanedArticle | Rejected) -> str | None:
        if isinstance(article, Rejected):
            return None
        return language_of(article, self._default_language)

    def _tag(self, model: Model | None, articles: Sequence[CleanedArticle]) -> Iterator[Outcome]:
        begun = perf_counter()
        try:
            parts = [tagged_part(article) for article in articles]
            cached = [self._articles.find(self._articles.key(part)) for part in parts]
            new = [one for one, known in zip(parts, cached, strict=True) if known is None]
            texts = [texts_of(part) for part in new]
            found = iter(model.find(texts) if model else [None] * len(new))
        except MemoryError:
            raise
        except Exception as error:
            if len(articles) == 1:
                yield outcome_of(error)
                return
            if isinstance(error, RecursionError):
                raise  # Ends the process: others are not to be tagged in what it left half done.
            for article in articles:  # one of them is the reason: the others must not fail with it
                yield from self._tag(model, [article])
            return
        share = (perf_counter() - begun) / max(sum(len(one.body) for one in new), 1)
        for article, part, known in zip(articles, parts, cached, strict=True):
            run = StageRun(
                name=SERVICE.name,
                version=SERVICE.version,
                model=model.name if model else None,
                packs=self._packs.versions,
                seconds=0 if known else share * len(part.body),
            )
            spans = None if known else next(found)
            yield self._enriched(model, article, part, known, spans, run)

    def _find(self, part: CleanedArticle, spans: list[Span] | None) -> Enrichment:
        key = self._articles.key(part)
        enrichment = self._articles.find(key)  # Its copy may be among its neighbours.
        if enrichment is None:
            enrichment = find_enrichment(
                part, spans, self._packs, self._default_language, self._min_confidence
            )
            self._articles.put(key, enrichment)
        return enrichment

    def _enriched(
        self,
        model: Model | None,
        article: CleanedArticle,
        part: CleanedArticle,
        known: Enrichment | None,
        spans: list[Span] | None,
        run: StageRun,
    ) -> Outcome:
        begun = perf_counter()
        try:
            outcome = _published(article, part, known or self._find(part, spans), run, begun)
            while len(outcome.value) > EVENT_BYTES and (part.title or part.body):
                rest = _published(article, part, NOTHING, run, begun)
                part = smaller_part(part, len(outcome.value), len(rest.value))
                spans = model.find([texts_of(part)])[0] if model else None
                outcome = _published(article, part, self._find(part, spans), run, begun)
            return outcome
        except MemoryError:
            raise
        except Exception as error:
            return outcome_of(error)


def _published(
    article: CleanedArticle,
    part: CleanedArticle,
    enrichment: Enrichment,
    run: StageRun,
    begun: float,
) -> Published:
    enriched = add(article, enrichment, run, None if part is article else len(part.body))
    seconds = round(run.seconds + perf_counter() - begun, 6)
    stages = [*article.stages, run.model_copy(update={"seconds": seconds})]
    return publish(article.message_key, enriched.model_copy(update={"stages": stages}))
