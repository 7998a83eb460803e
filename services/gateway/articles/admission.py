"""Asks intake about articles, publishes those that it would admit, and tells each verdict."""

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from schemas.articles import Origin
from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER, VOUCHED_HEADER
from schemas.topics import MIB, RAW
from services.gateway import metrics
from services.gateway.access.keys import Caller
from services.gateway.articles.bodies import LongLine
from services.gateway.articles.verdicts import (
    Verdict,
    accepted,
    duplicate,
    rejected,
    vouching,
)
from services.gateway.context import Context
from services.gateway.problems import RETRY_SECONDS, Problem
from services.runtime.doors.judging import Foreseen, Judgement
from services.runtime.records import Record, TooLarge
from services.runtime.retry import Outage, backoff
from services.runtime.stage import Message, Reason, Rejected

BATCH = 500
BATCH_BYTES = 4 * MIB
LATEST = 2**62
"""An offset behind all others: what is judged is not published yet."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An article's verdict, and what intake makes of it; None if it rejects it."""

    verdict: Verdict
    foreseen: Foreseen | None = None


def new_trace() -> bytes:
    """A W3C trace context that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01".encode()


async def admit(
    context: Context, caller: Caller, values: Sequence[bytes], trace: bytes | None = None
) -> list[Sent]:
    """The verdicts of at most ``BATCH`` articles, in order. ``trace`` is that of the only one.

    Accepted ones lie on every in-sync replica. Raises Outage or Problem 503 where that is not
    known of one in time; all may then be sent again.
    """
    now = int(time.time() * 1000)
    checked = [_checked(value, caller) for value in values]
    messages = [
        Message(
            one,
            headers=_vouched(caller, one),
            topic=RAW.name,
            offset=LATEST + number,
            timestamp=now,
        )
        for number, one in enumerate(checked)
        if not isinstance(one, Rejected)
    ]
    told = iter(await context.judge.judge(messages))
    said = iter(messages)
    answers: list[Sent | None] = []
    going: list[tuple[int, Foreseen, Record]] = []
    for number, one in enumerate(checked):
        judgement: Judgement = one if isinstance(one, Rejected) else next(told)
        message = None if isinstance(one, Rejected) else next(said)
        if isinstance(judgement, Rejected):
            answers.append(Sent(rejected(judgement)))
        elif judgement.is_duplicate:
            answers.append(Sent(duplicate(judgement), judgement))
        else:
            assert message is not None
            answers.append(None)
            going.append((number, judgement, _record(context, judgement, message, trace)))
    places = await _delivered(context, [record for _, _, record in going])
    for (number, foreseen, _), place in zip(going, places, strict=True):
        if isinstance(place, TooLarge):
            answers[number] = Sent(rejected(Rejected(Reason.TOO_LARGE, str(place))))
        else:
            answers[number] = Sent(accepted(foreseen, place), foreseen)
    sent = [answer for answer in answers if answer is not None]
    for said_of in sent:
        verdict = said_of.verdict
        metrics.VERDICTS.labels(verdict["verdict"], verdict.get("reason", "")).inc()
    return sent


def _checked(value: bytes, caller: Caller) -> bytes | Rejected:
    if isinstance(value, LongLine):
        return Rejected(Reason.TOO_LARGE, f"{value.size} bytes in one line")
    return vouching(value, caller.sources)


def _vouched(caller: Caller, value: bytes) -> tuple[tuple[str, bytes | None], ...]:
    return ((VOUCHED_HEADER, caller.writer(value).encode()),) if caller.key_id else ()


def _record(context: Context, one: Foreseen, message: Message, trace: bytes | None) -> Record:
    headers = (
        (SCHEMA_HEADER, RAW.schema_header.encode()),
        (TRACE_HEADER, trace or new_trace()),
        *message.headers,
    )
    record = Record(RAW.name, one.article_id.encode(), message.value, headers)
    if not message.headers:
        return record
    return Record(record.topic, record.key, record.value, context.signer.signed_headers(record))


async def _delivered(context: Context, records: Sequence[Record]) -> list[Origin | TooLarge]:
    """Where each lies; what is refused for now is sent again until it is there or time is over."""
    deadline = time.monotonic() + context.settings.gateway_wait_seconds
    places: dict[int, Origin | TooLarge] = {}
    pauses = backoff()
    waiting = list(range(len(records)))
    while waiting:
        try:
            async with asyncio.timeout_at(
                asyncio.get_running_loop().time() + max(0.0, deadline - time.monotonic())
            ):
                answers = await context.producer.write_all([records[at] for at in waiting])
        except TimeoutError:
            raise _not_known() from None
        except Outage:
            answers = [ConnectionError() for _ in waiting]
        places |= {
            at: answer
            for at, answer in zip(waiting, answers, strict=True)
            if isinstance(answer, Origin | TooLarge)
        }
        waiting = [at for at in waiting if at not in places]
        if waiting:
            if time.monotonic() > deadline:
                raise _not_known()
            await asyncio.sleep(next(pauses))
    return [places[at] for at in range(len(records))]


def _not_known() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Kafka has not confirmed all articles; send them again, what is there is a duplicate then",
        {"Retry-After": str(RETRY_SECONDS)},
    )
