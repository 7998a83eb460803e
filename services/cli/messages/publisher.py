"""Publishes drafts in batches of bounded memory, at a rate, with a word from the broker on each."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER
from schemas.topics import MIB, RAW
from services.cli.accounting.store_records import ledger_ids
from services.cli.errors import CommandError
from services.cli.inputs.drafts import Draft
from services.runtime.records import Record
from services.runtime.stage import chunk_ranges

BATCH = 500
BATCH_BYTES = 4 * MIB

Write = Callable[[Sequence[Record]], Awaitable[Sequence[Origin | Exception]]]
"""Writes records; where each lies now, or what went wrong: ``Producer.write_all``."""


def new_trace() -> bytes:
    """A W3C trace context that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01".encode()


def record(draft: Draft, trace: bytes) -> Record:
    """The message as it goes onto ``articles.raw``."""
    headers = ((SCHEMA_HEADER, RAW.schema_header.encode()), (TRACE_HEADER, trace))
    return Record(RAW.name, draft.key, draft.value, headers)


def key_of(draft: Draft) -> str | None:
    """``article_id:revision``, or None where intake will reject it."""
    if isinstance(draft.verdict, AcceptedArticle):
        return f"{draft.verdict.article_id}:{draft.verdict.revision}"
    return None


def ledger_ids_of(draft: Draft) -> set[str]:
    """Where intake's ledger may know it; nowhere where intake will reject it."""
    return ledger_ids(draft.verdict) if isinstance(draft.verdict, AcceptedArticle) else set()


async def publish_all(
    write: Write, drafts: Sequence[Draft], trace: Callable[[Draft], bytes]
) -> list[Origin]:
    """Publish the drafts; where each lies. Raises CommandError as soon as one is refused."""
    origins: list[Origin] = []
    for batch in chunk_ranges((len(draft.value) for draft in drafts), BATCH_BYTES, BATCH):
        some = [drafts[index] for index in batch]
        answers = await write([record(draft, trace(draft)) for draft in some])
        for draft, answer in zip(some, answers, strict=True):
            if isinstance(answer, Exception):
                raise CommandError(f"the broker did not take {draft.where}: {answer}")
            origins.append(answer)
    return origins


class Pace:
    """Holds a publication to ``rate`` messages a second; None means as fast as it goes."""

    def __init__(
        self,
        rate: float | None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._sleep = sleep
        self._began = clock()

    @property
    def at_once(self) -> int:
        """Messages in a batch: at a rate a tenth of a second's worth, which keeps it even."""
        return BATCH if self._rate is None else min(BATCH, max(1, int(self._rate / 10)))

    async def wait(self, published: int) -> None:
        """Return when the next message after so many is due."""
        if self._rate is not None:
            due = self._began + published / self._rate
            await self._sleep(max(0.0, due - self._clock()))
