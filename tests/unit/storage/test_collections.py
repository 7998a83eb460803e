"""The collections of storage are made with their validators and indexes."""

from datetime import UTC, datetime

from services.storage.collections import ARTICLE_SCHEMA, ENTITY_SCHEMA, prepare
from services.storage.logic import document
from tests.unit.runtime.mongo.fakes import Database
from tests.unit.storage.make import enriched


async def test_each_collection_has_its_validator_and_indexes() -> None:
    database = Database()
    await prepare(database)  # type: ignore[arg-type]
    validators = {one["create"]: one["validator"]["$jsonSchema"] for one in database.commands}
    assert validators == {
        "articles": ARTICLE_SCHEMA, "revisions": ARTICLE_SCHEMA, "entities": ENTITY_SCHEMA
    }  # fmt: skip
    keys = {
        name: [tuple(dict(index["key"]).items()) for index in collection.indexes]
        for name, collection in database.items()
    }
    assert keys == {
        "articles": [
            (("published_at", -1),),
            (("entity_ids", 1), ("published_at", -1)),
            (("domain", 1), ("published_at", -1)),
            (("language.code", 1), ("published_at", -1)),
            (("url", 1),),
        ],
        "revisions": [(("article_id", 1), ("order", -1))],
    }


def test_a_document_has_all_that_the_validator_asks_for() -> None:
    made = {**document(enriched()), "stored_at": datetime(2026, 1, 1, tzinfo=UTC)}
    assert set(ARTICLE_SCHEMA["required"]) <= set(made)
