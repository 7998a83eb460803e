"""Publishes drafts in batches of bounded memory, at a rate, with a word from the broker on each."""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from schemas.dead_letter import SCHEMA_HEADER, TRACE_HEADER
from schemas.topics import MIB, RAW
from services.cli.errors import CommandError
from services.cli.messages.input_files import BadInput, Content, Draft, kind_of, read, unpacked
from services.cli.messages.topic_admin import admin_client
from services.runtime.kafka.producer import Producer
from services.runtime.records import Record, TooLarge
from services.runtime.settings import Settings

BATCH = 500
BATCH_BYTES = 4 * MIB

Send = Callable[[Sequence[Record]], Awaitable[Sequence[Exception | None]]]


@dataclass
class Count:
    """How far a publication got. Sizes in bytes of the files."""

    published: int = 0
    bad: int = 0
    done_bytes: int = 0
    seconds: float = 0.0


def new_trace() -> bytes:
    """A W3C trace context that begins a trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01".encode()


def record(draft: Draft, trace: bytes) -> Record:
    """The message as it goes onto ``articles.raw``."""
    headers = ((SCHEMA_HEADER, RAW.schema_header.encode()), (TRACE_HEADER, trace))
    return Record(RAW.name, draft.key, draft.value, headers)


async def publish_files(
    settings: Settings,
    files: Sequence[Path | None],
    *,
    source: str | None = None,
    rate: float | None = None,
    raw: bool = False,
) -> Count:
    """Publish the files with a progress bar on standard error. None is standard input."""
    async with admin_client(settings) as admin:
        if RAW.name not in await admin.list_topics():
            raise CommandError(f"no topic {RAW.name} there; `wireroom topics create` makes it")
    console = Console(stderr=True)
    total = _size(files)
    with _progress(console) as progress:
        bar = progress.add_task("publishing", total=total, messages=0)
        async with Producer(settings) as producer:
            count = Count()
            drafts = _drafts(files, source, raw, count, console)
            await publish(
                producer.send_all,
                drafts,
                count,
                rate=rate,
                on_batch=lambda: progress.update(
                    bar,
                    completed=count.done_bytes if total is not None else None,
                    messages=count.published,
                ),
            )
    return count


def _size(files: Sequence[Path | None]) -> int | None:
    """Bytes of all files, None if one of them is standard input."""
    if None in files:
        return None
    return sum(file.stat().st_size for file in files if file is not None)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[messages]:,} messages"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


def _drafts(
    files: Iterable[Path | None], source: str | None, raw: bool, count: Count, console: Console
) -> Iterator[Draft]:
    """The drafts of all files; what is bad is named and counted here."""
    before = 0
    for path in files:
        with ExitStack() as stack:
            content: Content
            file: IO[bytes] | None = None
            if path is None:
                content, kind, where = sys.stdin.buffer, "jsonl", "stdin"
            else:
                content, file = stack.enter_context(unpacked(path))
                kind, where = kind_of(path) or "jsonl", str(path)
            for found in read(content, kind, where, source=source, raw=raw):
                if file is not None:
                    count.done_bytes = before + file.tell()
                if isinstance(found, BadInput):
                    count.bad += 1
                    line = f"{found.where}: {found.error}"
                    console.print(line, markup=False, highlight=False, soft_wrap=True)
                else:
                    yield found
            if file is not None:
                before += os.fstat(file.fileno()).st_size
                count.done_bytes = before


async def publish(
    send: Send,
    drafts: Iterable[Draft],
    count: Count,
    *,
    rate: float | None = None,
    on_batch: Callable[[], object] = lambda: None,
    trace: Callable[[Draft], bytes] = lambda _: new_trace(),
) -> None:
    """Send the drafts, a batch at a time. Raises CommandError as soon as one is refused."""
    began = time.monotonic()
    # At a rate, a tenth of a second's worth at once keeps the stream even.
    for batch in batches(drafts, BATCH if rate is None else max(1, int(rate / 10))):
        if rate is not None:
            await asyncio.sleep(max(0.0, began + count.published / rate - time.monotonic()))
        answers = await send([record(draft, trace(draft)) for draft in batch])
        for draft, answer in zip(batch, answers, strict=True):
            if answer is not None:
                words = "too large for the broker" if isinstance(answer, TooLarge) else answer
                raise CommandError(
                    f"the broker did not take {draft.where}: {words} "
                    f"({count.published:,} were published)"
                )
            count.published += 1
        count.seconds = time.monotonic() - began
        on_batch()


def batches(drafts: Iterable[Draft], most: int) -> Iterator[list[Draft]]:
    """The drafts in lists of at most ``most``, and of about ``BATCH_BYTES`` at most."""
    batch: list[Draft] = []
    size = 0
    for draft in drafts:
        batch.append(draft)
        size += len(draft.value)
        if len(batch) >= most or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
