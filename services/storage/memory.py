"""A store that forgets when the process ends: for offline use and tests."""

from collections.abc import Collection, Sequence

from services.storage.entity_merge import EntityObservation, join
from services.storage.logic import Change, Document
from services.storage.upsert import Refusals


class MemoryStore:
    """Holds what MongoDB would: ``articles``, ``revisions`` and ``entities``, each by ``_id``."""

    def __init__(self) -> None:
        self.articles: dict[str, Document] = {}
        self.revisions: dict[str, Document] = {}
        self.entities: dict[str, EntityObservation] = {}

    async def read(self, article_ids: Collection[str]) -> dict[str, Document]:
        return {key: self.articles[key] for key in article_ids if key in self.articles}

    async def upsert_entities(self, seen: Sequence[EntityObservation]) -> Refusals:
        for one in seen:
            known = self.entities.get(one.id)
            self.entities[one.id] = join(known, one) if known else one
        return {}

    async def archive_revisions(
        self, earlier: Sequence[Document], returning: Collection[str]
    ) -> Refusals:
        for one in earlier:
            known = self.revisions.get(one["_id"])
            if known is None or known["order"] < one["order"]:
                self.revisions[one["_id"]] = one
        for key in returning:
            self.revisions.pop(key, None)
        return {}

    async def note_stored(self, article_ids: Collection[str]) -> None:
        """No ledger asks for it here."""

    async def replace(self, changes: Sequence[Change]) -> tuple[Refusals, set[str]]:
        lost: set[str] = set()
        for change in changes:
            key = change.newest["_id"]
            if _order_of(self.articles.get(key)) == _order_of(change.read):
                self.articles[key] = change.newest
            else:
                lost.add(key)
        return {}, lost


def _order_of(article: Document | None) -> str | None:
    return article["order"] if article else None
