"""``wireroom consume``: prints the messages of a topic as JSON lines."""

import asyncio
import contextlib
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.runtime.settings import Settings


def register(app: typer.Typer) -> None:
    app.command("consume", short_help="Print a topic as JSON lines.")(consume_command)


def consume_command(
    topic: Annotated[
        str, typer.Argument(metavar="TOPIC", help="The topic to read.")
    ] = "articles.enriched",
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Wait for new messages until Ctrl-C.")
    ] = False,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="With --follow: first what is there already.")
    ] = False,
    group: Annotated[
        str | None,
        typer.Option(help="Consumer group: go on where it left off, and note how far it got."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="So many at most.")
    ] = (None),
) -> None:
    """Print messages as JSON lines, by default all that lie on the topic now.

    With --follow, those that come from now on. A value that is no JSON is shown as
    {"not_json": "…"}.
    """
    from services.cli.load_settings import load
    from services.runtime.settings import Settings

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(
            consume(
                load(Settings),
                topic,
                follow=follow,
                from_beginning=from_beginning,
                group=group,
                limit=limit,
            )
        )


async def consume(
    settings: "Settings",
    topic: str,
    *,
    follow: bool = False,
    from_beginning: bool = False,
    group: str | None = None,
    limit: int | None = None,
) -> None:
    """Write the topic's messages to standard output, each flushed before it counts as read."""
    from services.runtime.kafka.reader import (
        consumer,
        ends_of,
        for_ever,
        joined,
        partitions,
        until_now,
    )

    start = "latest" if follow and not from_beginning else "earliest"
    async with consumer(settings, group=group, start=start) as reader:
        parts = await partitions(reader, [topic])
        if group is None:
            reader.assign(parts)
            for part, end in (await ends_of(reader, parts)).items() if start == "latest" else ():
                reader.seek(part, end)
        else:
            parts = await joined(reader, topic, 3 * settings.kafka_session_timeout)
        left = limit
        async for part, records in for_ever(reader) if follow else until_now(reader, parts):
            shown = records[:left]
            sys.stdout.buffer.writelines(as_line(record.value) for record in shown)
            sys.stdout.buffer.flush()
            if group is not None and shown:
                await reader.commit({part: shown[-1].offset + 1})
            if left is not None:
                left -= len(shown)
                if left <= 0:
                    return


def as_line(value: bytes | None) -> bytes:
    """The value as one line of JSON, whatever it is."""
    if value is None:
        return b"null\n"
    try:
        json.loads(value.decode())  # Of bytes it would take UTF-16 too, which no reader expects.
    except ValueError:
        words = {"not_json": value.decode(errors="backslashreplace")}
        return json.dumps(words, ensure_ascii=False).encode() + b"\n"
    # JSON has line breaks between its tokens only.
    return value.translate(None, b"\r\n") + b"\n"
