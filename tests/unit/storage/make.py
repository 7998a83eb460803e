"""Makes enriched articles for tests; only what is asked for differs."""

import hashlib
from typing import Any

from schemas.articles import EnrichedArticle, Entity, Mention, Origin, Published, StageRun


def entity(id_: str = "wikidata:Q30", name: str = "United States", **fields: Any) -> Entity:
    mention = Mention(text=name, start=0, end=len(name), field="body", confidence=1.0)
    return Entity(
        id=id_,
        name=name,
        **{"type": "GPE", "count": 1, "salience": 0.5, **fields},
        mentions=[mention],
    )


def enriched(
    article: int = 0,
    revision: str | None = "a",
    timestamp: int | None = 1_000,
    version: str = "0.1.0",
    **fields: Any,
) -> EnrichedArticle:
    """``timestamp``: milliseconds; None for an article without an origin."""
    origin = None
    if timestamp is not None:
        origin = Origin(topic="articles.raw", partition=0, offset=timestamp, timestamp=timestamp)
    named = f"{article}/{revision}/{version}".encode()
    return EnrichedArticle(
        **{
            "article_id": f"{article:032x}",
            "revision": revision and hashlib.sha256(revision.encode()).hexdigest(),
            "origin": origin,
            "body": f"What revision {revision} says.",
            "event_id": hashlib.sha256(named).hexdigest()[:32],
            "stages": [StageRun(name="tagging", version=version, seconds=0.5)],
            "published": Published(
                value="2026-01-26T10:00+02:00", precision="minute", method="test", confidence=1.0
            ),
            **fields,
        }
    )
