"""Counts what stored articles are like, so that a loss of quality is seen as early as one of speed.

Measured here, for here alone every article comes by whole. An event that comes again after a crash
is counted again.
"""

from collections import Counter

from schemas.articles import EnrichedArticle
from services.runtime.telemetry import metrics
from services.runtime.telemetry.metrics import Bounded

FIELDS = {"title": "title", "date": "published", "author": "authors", "language": "language"}
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
        metrics.ARTICLES.labels(source).inc()
        for label, field in FIELDS.items():
            # Zero too: a coverage of nothing is a figure and no gap.
            metrics.FIELDS.labels(source, label).inc(bool(getattr(article, field)))
        language = article.language.code if article.language else "none"
        metrics.LANGUAGES.labels(self._language(language)).inc()
        for warning in article.warnings:
            metrics.WARNINGS.labels(self._warning(warning)).inc()
        kinds = Counter((one.type, "yes" if one.kb else "no") for one in article.entities)
        for (kind, linked), count in kinds.items():
            metrics.ENTITIES.labels(self._type(kind), linked).inc(count)
        for run in article.stages:
            for pack in run.packs:
                metrics.PACKS.labels(self._pack(pack)).inc()
            if self._run(f"{run.name}\n{run.version}\n{run.model}") != "other":
                metrics.STAGE_RUNS.labels(run.name, run.version, run.model or "").inc()
                metrics.WORK_SECONDS.labels(run.name).observe(run.seconds)
