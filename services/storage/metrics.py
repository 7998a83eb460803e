"""Counts what stored articles are like, so that a loss of quality is seen as early as one of speed.

Measured here, for here alone every article comes by whole. An event that comes again after a crash
is counted again.
"""

import collections

from prometheus_client import Counter, Histogram

from schemas.articles import EnrichedArticle
from services.runtime.telemetry.metrics import Bounded

ARTICLES = Counter(
    "wireroom_articles_total",
    "Articles stored, by the domain they came from; all but the first 200 domains are `other`.",
    ["source"],
)


FIELDS = Counter(
    "wireroom_fields_total",
    "Stored articles that have a field: divided by wireroom_articles_total, its coverage.",
    ["source", "field"],
)


WARNINGS = Counter("wireroom_warnings_total", "Warnings in stored articles, by code.", ["warning"])


LANGUAGES = Counter(
    "wireroom_languages_total", "Stored articles by language; `none` if unknown.", ["language"]
)


ENTITIES = Counter(
    "wireroom_entities_total",
    "Entities in stored articles by type, and whether they are linked to a knowledge base.",
    ["type", "linked"],
)


WORK_SECONDS = Histogram(
    "wireroom_work_seconds",
    "Seconds that a stage worked on one article, as the stored article tells.",
    ["stage"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


STAGE_RUNS = Counter(
    "wireroom_stage_runs_total",
    "Stored articles by the version and the model of the stages that handled them.",
    ["stage", "version", "model"],
)


PACKS = Counter(
    "wireroom_kb_articles_total",
    "Stored articles by the knowledge-base packs, with their versions, that tagged them; all but "
    "the first 40 are `other`.",
    ["pack"],
)

COVERED_FIELDS = {
    "title": "title",
    "date": "published",
    "author": "authors",
    "language": "language",
}
"""From the label's value to the article's field."""
# OntoNotes 5.0's list.
ENTITY_TYPES = (
    *("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART"),
    *("LANGUAGE", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"),
)


class Quality:
    """Counts articles. One a process: it remembers which labels were given out."""

    def __init__(self) -> None:
        self._source = Bounded(200)
        self._language = Bounded(60)
        self._warning = Bounded(60)
        self._type = Bounded(len(ENTITY_TYPES), ENTITY_TYPES)
        self._run = Bounded(40)
        self._pack = Bounded(40)

    def count(self, article: EnrichedArticle) -> None:
        """Count one stored article."""
        source = self._source(article.domain or article.source or "none")
        ARTICLES.labels(source).inc()
        for label, field in COVERED_FIELDS.items():
            # Zero too: a coverage of nothing is a figure and no gap.
            FIELDS.labels(source, label).inc(bool(getattr(article, field)))
        language = article.language.code if article.language else "none"
        LANGUAGES.labels(self._language(language)).inc()
        for warning in article.warnings:
            WARNINGS.labels(self._warning(warning)).inc()
        kinds = collections.Counter(
            (one.type, "yes" if one.kb else "no") for one in article.entities
        )
        for (kind, linked), count in kinds.items():
            ENTITIES.labels(self._type(kind), linked).inc(count)
        for run in article.stages:
            for pack in run.packs:
                PACKS.labels(self._pack(pack)).inc()
            if self._run(f"{run.name}\n{run.version}\n{run.model}") != "other":
                STAGE_RUNS.labels(run.name, run.version, run.model or "").inc()
                WORK_SECONDS.labels(run.name).observe(run.seconds)
