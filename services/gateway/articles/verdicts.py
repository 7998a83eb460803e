"""Says of each article what became of it, and what that makes of the whole answer. Pure."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from schemas.articles import Origin, RawArticle
from services.gateway.access.keys import tidied
from services.runtime.doors.judging import Foreseen
from services.runtime.stage import Reason, Rejected

Verdict = dict[str, Any]

_FIELDS = frozenset(RawArticle.model_fields)
_CONTENT = "text"
FIELD_OF = {
    Reason.NO_CONTENT: _CONTENT,
    Reason.NOT_A_PAGE: "html",
    Reason.NOT_OWNER: "source",
}


def accepted(one: Foreseen, place: Origin) -> Verdict:
    """Every in-sync replica has it there."""
    return {
        "verdict": "accepted",
        "article_id": one.article_id,
        "topic": place.topic,
        "partition": place.partition,
        "offset": place.offset,
    }


def duplicate(one: Foreseen) -> Verdict:
    """It says what its article says already; it was not published."""
    return {"verdict": "duplicate", "article_id": one.article_id}


def rejected(why: Rejected) -> Verdict:
    """As intake would say it; ``field`` is null where no one field is to blame."""
    return {
        "verdict": "rejected",
        "reason": str(why.reason),
        "field": field_of(why),
        "error": why.error,
    }


def field_of(why: Rejected) -> str | None:
    """The field that a rejection names."""
    head = why.error.partition(":")[0].partition(".")[0]
    if head in _FIELDS:
        return head
    return FIELD_OF.get(why.reason)


def status_of(verdicts: Sequence[Verdict]) -> HTTPStatus:
    """201 if all got in or were there already, 400 if none, else 207."""
    rejections = sum(one["verdict"] == "rejected" for one in verdicts)
    if rejections == len(verdicts):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.MULTI_STATUS if rejections else HTTPStatus.CREATED


def vouching(value: bytes, sources: frozenset[str] | None) -> bytes | Rejected:
    """The article with its source, where the key may write for it. ``sources`` are those of the
    key, as ``tidied``; None for any.

    An article that names none gets the key's, if that is one.
    """
    if sources is None:
        return value
    try:
        article = json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return value  # Intake says what is wrong.
    if not isinstance(article, dict):
        return value
    source = article.get("source")
    if source is None or (isinstance(source, str) and not source.strip()):
        if len(sources) != 1:
            return Rejected(Reason.NOT_OWNER, "source: the key writes for several; name one")
        [article["source"]] = sources
        return json.dumps(article, ensure_ascii=True).encode()
    if not isinstance(source, str) or tidied(source) not in sources:
        return Rejected(Reason.NOT_OWNER, "source: the API key does not write for this source")
    return value
