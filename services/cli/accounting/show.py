"""Fetches an article from the store for ``wireroom show``, or says where else it is."""

from dataclasses import dataclass, field

from services.cli.accounting.explain import steps_of
from services.cli.accounting.find_article import FoundArticle, find_article
from services.cli.accounting.standing import Standing, standing
from services.cli.errors import CommandError
from services.cli.progress_display import SILENT, Progress
from services.runtime.kafka.reader import ReadError
from services.runtime.mongo.client import Document, connect, outages
from services.runtime.settings import Settings

REVISION_FIELDS = {"revision": True, "stored_at": True, "title": True}


@dataclass(slots=True)
class Shown:
    """A stored article with its earlier revisions, the newest first; or where it stands."""

    found: FoundArticle
    document: Document | None = None
    revisions: list[Document] = field(default_factory=list)
    standing: Standing | None = None


async def fetch(settings: Settings, given: str, progress: Progress = SILENT) -> Shown:
    """The article that ``given`` names. Raises CommandError, Outage, ReadError.

    The topics are read only if the store does not have it.
    """
    async with connect(settings) as database:
        try:
            found = await find_article(settings, database, given, progress)
            shown = Shown(found)
            with outages():
                articles, revisions = database["articles"], database["revisions"]
                shown.document = await articles.find_one({"_id": found.article_id})
                if shown.document is not None:
                    of_it = revisions.find({"article_id": found.article_id}, REVISION_FIELDS)
                    shown.revisions = await of_it.sort("order", -1).to_list(None)
                    return shown
            shown.standing = standing(await steps_of(settings, database, found, progress))
        except ReadError as error:
            raise CommandError(f"{given}: not found in the store, and {error}") from error
    return shown
