"""What intake makes of a message, asked by commands that look at messages themselves."""

from datetime import UTC, datetime
from functools import lru_cache

from schemas.articles import AcceptedArticle, Origin
from services.intake.logic import MAX_ARTICLE_BYTES, admit
from services.intake.settings import IntakeSettings
from services.runtime.stage import Reason, Rejected

AT = datetime.fromtimestamp(0, UTC)
"""The time of receipt is no part of an article's identity."""
NOWHERE = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)


def as_admitted(
    value: bytes | None, origin: Origin = NOWHERE, max_bytes: int = MAX_ARTICLE_BYTES
) -> AcceptedArticle | Rejected:
    """The article in a message, by intake's settings; the ledger and owners are not asked.

    What is too large for intake may be so by its setting; then its dead letter says so. Never
    raises: a message that makes intake raise is a dead letter too.
    """
    try:
        return admit(value, origin, AT, max_bytes, sources_with_own_ids())
    except Exception as error:
        return Rejected(Reason.UNEXPECTED, repr(error))


@lru_cache(maxsize=1)
def sources_with_own_ids() -> frozenset[str]:
    """The sources whose own ids count before addresses, by intake's settings."""
    return IntakeSettings().sources_with_own_ids
