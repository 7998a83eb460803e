"""One article's whole way: from the messages on the topics and the documents to steps."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

from schemas.articles import (
    AcceptedArticle,
    EnrichedArticle,
    Model,
    Origin,
    StageRun,
    utc_moment,
)
from schemas.dead_letter import FOR_HEADER, DeadLetter, Headers, attempts_before, header
from services.cli.accounting.outcomes import MessagePosition, name_of
from services.runtime.registration import topology

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a revision of the article, or to a message that holds none.

    ``time`` in ISO 8601, UTC, or ``UNKNOWN``, or empty where nothing tells it; ``place`` is the
    message that shows it, or the collection.
    """

    time: str
    service: str
    outcome: str
    place: str
    revision: str | None = None
    attempts: int = 1
    detail: str = ""
    reason: str = ""
    """Of a dead letter: its short code."""
    handled: str = ""
    """Of a dead letter: ``replayed`` or ``dropped``, once somebody did that."""

    @property
    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"time": self.time or None}


def moment(milliseconds: int) -> str:
    """A message's timestamp for people; ``unknown`` where it names no time."""
    at = utc_moment(milliseconds)
    return UNKNOWN if at is None else at.isoformat(timespec="milliseconds")


def publisher_steps(
    position: MessagePosition,
    timestamp: int,
    headers: Headers,
    article: AcceptedArticle | None,
    repeated: Origin | None,
) -> list[Step]:
    """The steps that a message on ``articles.raw`` shows; ``repeated`` is the message that the
    ledger takes it for a duplicate of."""
    again = attempts_before(headers)
    detail = f"replayed, after {again} attempts" if again else ""
    revision = article.revision if article else None
    time, place = moment(timestamp), name_of(position)
    steps = [Step(time, "publisher", "published", place, revision, 1 + again, detail)]
    if article is not None and repeated is not None and repeated != article.origin:
        first = name_of((repeated.topic, repeated.partition, repeated.offset))
        steps.append(
            Step(
                "", "intake", "dropped", place, revision, 1 + again, f"duplicate of {first}"
            )
        )  # fmt: skip
    return steps


def published_step(
    position: MessagePosition,
    timestamp: int,
    headers: Headers,
    article: Model,
) -> Step:
    """The step that a message on a later topic shows: a service has let the article through."""
    writers = topology().writers(topology().topics[position[0]])
    service, outcome = (writers[0].name, writers[0].outcome_word) if writers else ("?", "published")
    again = attempts_before(headers)
    if again:
        service, outcome = "dead letters", "replayed"
    reader = (header(headers, FOR_HEADER) or b"").decode("utf-8", "replace")
    detail = ", ".join(([f"for {reader} alone"] if reader else []) + _facts(article))
    revision: str | None = getattr(article, "revision", None)
    return Step(
        moment(timestamp), service, outcome, name_of(position), revision, 1 + again, detail
    )  # fmt: skip


def _facts(article: Model) -> list[str]:
    """What a message says of its article, for people."""
    if isinstance(article, AcceptedArticle):
        origin = article.origin
        return [f"from {name_of((origin.topic, origin.partition, origin.offset))}"]
    stages: list[StageRun] = getattr(article, "stages", [])
    facts = [f"{run.name} {run.version} took {run.seconds:.3f} s" for run in stages[-1:]]
    if isinstance(article, EnrichedArticle):
        facts += [f"{len(article.entities)} entities", f"event {article.event_id}"]
    return [*facts, *getattr(article, "warnings", [])]


def dead_letter_step(
    position: MessagePosition, letter: DeadLetter, revision: str | None, handled: str | None
) -> Step:
    """The step that a dead letter shows."""
    where = name_of((letter.topic, letter.partition, letter.offset))
    detail = f"{letter.reason}: {letter.error} (was {where}{f'; {handled}' if handled else ''})"
    return Step(
        letter.time.isoformat(timespec="milliseconds"), letter.service, letter.outcome,
        name_of(position), revision, letter.attempts, detail, letter.reason, handled or "",
    )  # fmt: skip


def stored_step(collection: str, document: Mapping[str, Any]) -> Step:
    """The step that a document shows."""
    return Step(
        document["stored_at"].astimezone(UTC).isoformat(timespec="milliseconds"),
        "storage",
        "stored",
        f"{collection}/{document['_id']}",
        document["revision"],
        1,
        _standing_of(collection, document),
    )


def _standing_of(collection: str, document: Mapping[str, Any]) -> str:
    if collection == "articles":
        return "current"
    if document.get("standing") == "other_source":
        return f"the version of {document.get('source') or 'a publisher without a source'}"
    return "an earlier revision"


def _sorted_time(time: str) -> str:
    return "" if time == UNKNOWN else time[:23]


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By time, an unknown one first; what came at once in the order of the pipeline, then by
    place."""
    steps = set(steps)
    services = ["publisher", *topology()]
    # Of a drop only the publication is known to have been before.
    published = {step.place: step.time for step in steps if step.service == "publisher"}
    return sorted(
        steps,
        key=lambda step: (
            _sorted_time(step.time or published.get(step.place, "")),
            services.index(step.service) if step.service in services else 0,
            [int(part[:20]) if part.isdecimal() else 0 for part in step.place.split("/")],
            step.place,
            step.outcome,
        ),
    )
