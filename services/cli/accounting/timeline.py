"""One article's whole story, pure: from what lies on the topics and in the store to lines."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from schemas.articles import AcceptedArticle, CleanedArticle, EnrichedArticle, Origin
from schemas.dead_letter import DeadLetter, Headers, attempts_before
from schemas.topics import ACCEPTED, CLEANED, ENRICHED
from services.cli.accounting.outcomes import MessagePosition

PASSED = {
    ACCEPTED.name: ("intake", "admitted"),
    CLEANED.name: ("cleaning", "cleaned"),
    ENRICHED.name: ("tagging", "tagged"),
}
"""Which service put a message on a topic, and what that says of the article."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a revision of the article, or to a message that holds none.

    ``time`` in ISO 8601, UTC; ``place`` is the message that shows it, or the collection.
    """

    time: str
    service: str
    outcome: str
    place: str
    revision: str | None = None
    attempts: int = 1
    detail: str = ""

    @property
    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def moment(milliseconds: int) -> str:
    """A broker's timestamp for people."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def name_of(spot: MessagePosition) -> str:
    """``articles.raw/3/17``."""
    return "/".join(str(part) for part in spot)


def publisher_steps(
    spot: MessagePosition,
    timestamp: int,
    headers: Headers,
    article: AcceptedArticle | None,
    admitted: Origin | None,
) -> list[Step]:
    """The steps that a message on ``articles.raw`` shows; ``admitted`` is the ledger's origin."""
    again = attempts_before(headers)
    detail = f"replayed, after {again} attempts" if again else ""
    revision = article.revision if article else None
    time, place = moment(timestamp), name_of(spot)
    steps = [Step(time, "publisher", "published", place, revision, 1 + again, detail)]
    if article is not None and admitted is not None and admitted != article.origin:
        first = name_of((admitted.topic, admitted.partition, admitted.offset))
        steps.append(
            Step(
                time, "intake", "dropped", place, revision, 1 + again, f"duplicate of {first}"
            )
        )  # fmt: skip
    return steps


def published_step(
    spot: MessagePosition,
    timestamp: int,
    headers: Headers,
    article: AcceptedArticle | CleanedArticle,
) -> Step:
    """The step that a message on a later topic shows: the stage before it has let it through."""
    service, outcome = PASSED[spot[0]]
    again = attempts_before(headers)
    if again:
        service, outcome = "dead letters", "replayed"
    return Step(
        moment(timestamp), service, outcome, name_of(spot), article.revision, 1 + again,
        _detail(article),
    )  # fmt: skip


def _detail(article: AcceptedArticle | CleanedArticle) -> str:
    if isinstance(article, AcceptedArticle):
        origin = article.origin
        return f"from {name_of((origin.topic, origin.partition, origin.offset))}"
    run = article.stages[-1] if article.stages else None
    said = [f"{run.name} {run.version} took {run.seconds:.3f} s"] if run else []
    if isinstance(article, EnrichedArticle):
        said += [f"{len(article.entities)} entities", f"event {article.event_id}"]
    return ", ".join([*said, *article.warnings])


def dead_letter_step(
    spot: MessagePosition, letter: DeadLetter, revision: str | None, handled: str | None
) -> Step:
    """The step that a dead letter shows."""
    where = name_of((letter.topic, letter.partition, letter.offset))
    detail = f"{letter.reason}: {letter.error} (was {where}{f'; {handled}' if handled else ''})"
    return Step(
        letter.time.isoformat(timespec="milliseconds"), letter.service, letter.outcome,
        name_of(spot), revision, letter.attempts, detail,
    )  # fmt: skip


def stored_step(collection: str, document: Mapping[str, Any]) -> Step:
    """The step that a document shows."""
    is_current = collection == "articles"
    return Step(
        document["stored_at"].astimezone(UTC).isoformat(timespec="milliseconds"),
        "storage",
        "stored",
        f"{collection}/{document['_id']}",
        document["revision"],
        1,
        "current" if is_current else "an earlier revision",
    )


def in_order(steps: Iterable[Step]) -> list[Step]:
    """By time; what came at once in the order of the pipeline."""
    services = ["publisher", "intake", "cleaning", "tagging", "storage"]
    return sorted(
        set(steps),
        key=lambda step: (
            step.time[:23],
            services.index(step.service) if step.service in services else 0,
        ),
    )
