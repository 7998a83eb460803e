"""The collections of storage are made with their validators and indexes."""

from datetime import UTC, datetime

from services.runtime.mongo.client import READ_AT_ONCE
from services.storage.collections import ARTICLE_SCHEMA, ENTITY_SCHEMA, prepare
from services.storage.logic import document
from tests.unit.runtime.mongo.fakes import Database
from tests.unit.storage.make import enriched

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


async def test_each_collection_has_its_validator_and_indexes() -> None:
    database = Database()
    await prepare(database)  # type: ignore[arg-type]
    validators = {one["create"]: one["validator"]["$jsonSchema"] for one in database.commands}
    assert validators == {
        "articles": ARTICLE_SCHEMA, "revisions": ARTICLE_SCHEMA, "entities": ENTITY_SCHEMA
    }  # fmt: skip
    keys = {
        name: [tuple(dict(index["key"])) for index in collection.indexes]
        for name, collection in database.items()
    }
    assert keys == {
        "articles": [
            ("shown_at",),
            ("entity_ids", "shown_at"),
            ("domain", "shown_at"),
            ("language.code", "shown_at"),
            ("published_at",),
            ("stored_at",),
            ("url",),
            ("external_id",),
        ],
        "revisions": [("article_id", "order")],
    }


async def test_documents_of_an_older_version_get_the_date_that_lists_sort_by() -> None:
    database = Database()
    documents = database["articles"].documents
    documents |= {f"{number}": {"_id": f"{number}"} for number in range(2 * READ_AT_ONCE + 1)}
    documents["dated"] = {"_id": "dated", "shown_at": NOON}
    await prepare(database)  # type: ignore[arg-type]
    assert documents["dated"]["shown_at"] == NOON
    assert {one["shown_at"] for one in documents.values()} == {NOON, "set"}
    assert len(database["articles"].updates) == 2 * READ_AT_ONCE + 1


def test_a_document_has_all_that_the_validator_asks_for() -> None:
    made = {**document(enriched()), "stored_at": NOON}
    assert set(ARTICLE_SCHEMA["required"]) <= set(made)
