"""What ledger and store hold of articles, and what that says of one message."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from schemas.articles import AcceptedArticle, Origin
from services.cli.accounting.outcomes import StoredState
from services.intake.history import Revision
from services.intake.identity import writer_of
from services.intake.ledger import revision_in, version_id
from services.runtime.mongo.client import READ_AT_ONCE, Collection, Database, Document, outages
from services.storage.logic import arrival

SHOWN = dict.fromkeys(("article_id", "revision", "origin", "order", "revisions"), True)


@dataclass(slots=True)
class ArticleRecords:
    """What is there of one article, in parts: what intake admitted, and the documents."""

    admitted: list[Revision] = field(default_factory=list)
    current: list[Document] = field(default_factory=list)
    earlier: list[Document] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [*self.current, *self.earlier]

    def state(self, origin: Origin, revision: str) -> StoredState:
        """What they say of the message with this origin, which holds this revision."""
        return StoredState(
            is_admitted=any(one.origin == origin for one in self.admitted),
            is_stored=any(is_of(one, origin) for one in self.documents),
            is_repeat=any(covers(one, origin) for one in self.documents),
            is_known=self.first_with(revision) is not None
            or any(one["revision"] == revision for one in self.documents),
        )

    def repeated_by(self, origin: Origin, revision: str) -> Origin | None:
        """The message that this one repeats; None if it is a revision, or not ruled on."""
        if any(one.origin == origin for one in self.admitted):
            return None
        return self.first_with(revision)

    def first_with(self, revision: str) -> Origin | None:
        """The first message that was admitted with this revision."""
        found = (one.origin for one in self.admitted if one.revision == revision)
        return min(found, key=lambda one: one.order, default=None)


def is_of(document: Document, origin: Origin) -> bool:
    """Whether the document came of the message with this origin."""
    found: bool = document["origin"] == origin.model_dump()
    return found


def covers(document: Document, origin: Origin) -> bool:
    """Whether the message lies between the first and the last that said what the document says."""
    if document["origin"] is None:
        return False
    first, last = Origin.model_validate(document["origin"]), document["order"].partition("/")[0]
    return first.order <= origin.order and arrival(origin) <= last


def ledger_ids(article: AcceptedArticle) -> set[str]:
    """Where the ledger may know an article: its own history, and that of its source."""
    return {article.article_id, version_id(article.article_id, writer_of(article.raw))}


async def read_records(
    database: Database, article_ids: Iterable[str], ledger_ids: Iterable[str]
) -> dict[str, ArticleRecords]:
    """What is there of these articles, empty where nothing is. Raises ``Outage``."""
    found: dict[str, ArticleRecords] = defaultdict(ArticleRecords)
    wanted = set(article_ids)
    async for one in _find(database["ledger"], "_id", {*ledger_ids, *wanted}):
        found[one["_id"].partition("~")[0]].admitted += map(revision_in, one.get("revisions", ()))
    # An article moves from the one to the other: asked in this order, it is not missed.
    async for one in _find(database["articles"], "_id", wanted):
        found[one["article_id"]].current.append(one)
    async for one in _find(database["revisions"], "article_id", wanted):
        found[one["article_id"]].earlier.append(one)
    return found


async def _find(
    collection: Collection, name: str, values: Iterable[str]
) -> AsyncIterator[Document]:
    """The documents whose field has one of these values, as far as an account needs them."""
    wanted: Sequence[str] = sorted(values)
    with outages():
        for start in range(0, len(wanted), READ_AT_ONCE):
            some = wanted[start : start + READ_AT_ONCE]
            async for one in collection.find({name: {"$in": some}}, SHOWN):
                yield one
