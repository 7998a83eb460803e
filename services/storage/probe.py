"""Stores an article of our own, to tell a fault of ours from a run of bad articles."""

from datetime import datetime

from schemas.articles import EnrichedArticle
from services.runtime.mongo.client import Database
from services.runtime.probe import known_articles
from services.storage.collections import prepare
from services.storage.logic import document
from services.storage.mongo import MongoStore
from services.storage.upsert import InsertFirstPolicy, upsert_articles

PREFIX = "probes."
"""Of the collections that it writes, which have the validators and indexes of the others."""


async def can_store(database: Database, now: datetime) -> bool:
    """Whether what is written is taken, and read as it was written. Raises ``Outage``."""
    await prepare(database, PREFIX)
    store = MongoStore(database, PREFIX)
    articles = [
        EnrichedArticle.model_validate_json(one.value) for one in known_articles("services.storage")
    ]
    errors = await upsert_articles(store, articles, now, InsertFirstPolicy())
    stored = await store.read([one.article_id for one in articles])
    for one in articles:
        await store.forget(one.article_id, [entity.id for entity in one.entities])
    return not any(errors) and all(
        document(one)["body"] == stored.get(one.article_id, {}).get("body") for one in articles
    )
