"""Gives stored articles the ids of this version.

New documents are written before old ones are deleted, so that it can be broken off anywhere and
begun again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pymongo import DeleteOne, ReplaceOne, UpdateOne

from schemas.articles import EnrichedArticle, RawArticle, utc_moment
from services.cleaning.content import content_digest
from services.cli.inputs.as_admitted import sources_with_own_ids
from services.cli.progress_display import SILENT, Progress
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id, known_by
from services.runtime.mongo.client import (
    READ_AT_ONCE,
    Collection,
    Database,
    Document,
    Operation,
    connect,
    outages,
    read,
    write,
)
from services.runtime.settings import Settings
from services.storage.logic import as_revision, plan, revision_id

NAMED = dict.fromkeys(("url", "source", "external_id", "content"), True)
MOST_EXAMPLES = 10


@dataclass(slots=True)
class MigrationReport:
    """How many documents of ``articles`` there are, and what becomes of them.

    ``joined`` articles are fewer afterwards, ``into`` so many. An example is an address and the ids
    of the documents that are joined.
    """

    articles: int = 0
    filled: int = 0
    renamed: int = 0
    joined: int = 0
    into: int = 0
    examples: list[tuple[str, list[str]]] = field(default_factory=list)


def new_id(document: Mapping[str, str | None], old: str) -> str:
    """The id that this version gives a stored article; an article known by its content keeps its
    own, for what it was made of is not stored."""
    url = canonical_url(document.get("url"))
    raw = RawArticle(
        text="-",
        url=document.get("url"),
        source=document.get("source"),
        external_id=document.get("external_id"),
    )
    own_ids = sources_with_own_ids()
    return old if known_by(raw, url, own_ids) == "content" else article_id(raw, url, own_ids)


async def migrate(
    settings: Settings, *, dry_run: bool = False, progress: Progress = SILENT
) -> MigrationReport:
    """Do it, or say what would be done. Raises ``Outage``."""
    report = MigrationReport()
    async with connect(settings) as database:
        changed, incomplete = await _look(database, report, progress)
        if not dry_run:
            await _fill(database["articles"], incomplete, progress)
            await _fill_revisions(database["revisions"], progress)
            for done, (key, olds) in enumerate(changed.items()):
                await _move(database, key, olds)
                progress.waiting_for("giving ids", done, len(changed))
    return report


async def _look(
    database: Database, report: MigrationReport, progress: Progress
) -> tuple[dict[str, list[str]], list[str]]:
    """The old ids by new id, where one changes, and the documents that lack fields."""
    by_new: dict[str, list[str]] = defaultdict(list)
    incomplete: list[str] = []
    addresses: dict[str, str] = {}
    with outages():
        async for one in database["articles"].find({}, NAMED):
            report.articles += 1
            key = new_id(one, one["_id"])
            by_new[key].append(one["_id"])
            addresses.setdefault(key, one.get("url") or "no address")
            if one.get("content") is None:
                incomplete.append(one["_id"])
            progress.waiting_for(f"looking at articles: {report.articles:,}")
    report.filled = len(incomplete)
    changed = {key: olds for key, olds in by_new.items() if olds != [key]}
    report.renamed = sum(old != key for key, olds in changed.items() for old in olds)
    joined = {key: olds for key, olds in changed.items() if len(olds) > 1}
    report.joined = sum(map(len, joined.values()))
    report.into = len(joined)
    report.examples = [(addresses[key], olds) for key, olds in list(joined.items())[:MOST_EXAMPLES]]
    return changed, incomplete


async def _fill(articles: Collection, ids: Sequence[str], progress: Progress) -> None:
    for start in range(0, len(ids), READ_AT_ONCE):
        progress.waiting_for("adding fields", start, len(ids))
        found = await read(articles, ids[start : start + READ_AT_ONCE])
        await write(articles, [_filled(one) for one in found.values()])


async def _fill_revisions(revisions: Collection, progress: Progress) -> None:
    """Revisions of earlier versions: their ids name the message from now on."""
    lacking: Document = {"content": None}
    while True:
        with outages():
            found = [one async for one in revisions.find(lacking).limit(READ_AT_ONCE)]
        if not found:
            return
        progress.waiting_for(f"adding fields to {len(found)} revisions")
        operations: list[Operation] = []
        for one in found:
            made = as_revision({**one, **fields_of(one)})
            operations.append(ReplaceOne({"_id": made["_id"]}, made, upsert=True))
            if made["_id"] != one["_id"]:
                operations.append(DeleteOne({"_id": one["_id"]}))
        await write(revisions, operations)


def fields_of(document: Document) -> Document:
    """What this version stores beside what earlier ones did. Pure."""
    article = EnrichedArticle.model_validate(document)
    arrived = article.origin and article.origin.timestamp and utc_moment(article.origin.timestamp)
    return {
        "content": content_digest(article),
        "standing": document.get("standing", "current"),
        "last_seen_at": document.get("last_seen_at") or arrived or document["stored_at"],
    }


def _filled(document: Document) -> Operation:
    return UpdateOne({"_id": document["_id"]}, {"$set": fields_of(document)})


async def _move(database: Database, key: str, olds: Sequence[str]) -> None:
    """Make these documents and their revisions those of one article, ``key``."""
    articles, revisions = database["articles"], database["revisions"]
    found = await read(articles, {*olds, key})
    with outages():
        # What was moved before it was broken off is there already.
        earlier = [one async for one in revisions.find({"article_id": {"$in": list(olds)}})]
    renamed = [{**one, "_id": key, "article_id": key} for one in found.values()]
    change = plan(None, sorted(renamed, key=lambda one: str(one["order"])))
    kept = [
        *change.earlier,
        *(as_revision({**one, "article_id": key}) for one in earlier),
    ]
    await write(revisions, [ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in kept])
    await write(articles, [ReplaceOne({"_id": key}, change.newest, upsert=True)])
    await write(articles, [DeleteOne({"_id": old}) for old in olds if old != key])
    moved = {one["_id"] for one in kept}
    await write(
        revisions, [DeleteOne({"_id": one["_id"]}) for one in earlier if one["_id"] not in moved]
    )
    await write(revisions, [DeleteOne({"_id": revision_id(change.newest)})])
