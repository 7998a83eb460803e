"""``wireroom consume``: prints the messages of a topic as JSON lines."""

import asyncio
import contextlib
import json
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.runtime.kafka.reader import Record
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
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Each message with its place, time, key and headers."),
    ] = False,
) -> None:
    """Print messages as JSON lines, by default the values of all that lie on the topic now.

    With --follow, those that come from now on. A value that is no JSON is shown as
    {"not_json": "…"}. On a terminal, control characters and marks that turn the direction of
    writing are shown as \\u001b; into a file or a pipe, each value goes byte for byte.
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
                as_json=as_json,
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
    as_json: bool = False,
) -> None:
    """Write the topic's messages to standard output, each flushed before it counts as read."""
    from services.cli.messages.waiting import told_if_slow, waiting_for_kafka
    from services.runtime.kafka.reader import (
        consumer,
        ends_of,
        for_ever,
        joined,
        partitions,
        until_now,
    )

    start = "latest" if follow and not from_beginning else "earliest"
    async with AsyncExitStack() as stack:
        with waiting_for_kafka(settings):
            reader = await stack.enter_async_context(consumer(settings, group=group, start=start))
        parts = await partitions(reader, [topic])
        if group is None:
            reader.assign(parts)
            for part, end in (await ends_of(reader, parts)).items() if start == "latest" else ():
                reader.seek(part, end)
        else:
            with told_if_slow(f"joining the group {group}, until its other readers have answered"):
                parts = await joined(reader, topic, 3 * settings.kafka_session_timeout)
        if follow:
            print(f"waiting for messages on {topic}; Ctrl-C ends it", file=sys.stderr, flush=True)
        left = limit
        async for part, records in for_ever(reader) if follow else until_now(reader, parts):
            shown = records[:left]
            lines = (as_json_line(one) if as_json else as_line(one.value) for one in shown)
            sys.stdout.buffer.writelines(lines)
            sys.stdout.buffer.flush()
            if group is not None and shown:
                await reader.commit({part: shown[-1].offset + 1})
            if left is not None:
                left -= len(shown)
                if left <= 0:
                    return


def as_json_line(record: "Record") -> bytes:
    """The message as one line of JSON; ``timestamp`` in milliseconds since 1970 UTC."""
    message = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "timestamp": record.timestamp,
        "key": _as_text(record.key),
        "headers": {name: _as_text(value) for name, value in record.headers},
    }
    # The value as it was written, for another writer would change its numbers.
    rest = b', "value": ' + as_line(record.value).rstrip(b"\n") + b"}\n"
    return _encoded(message)[:-1] + rest


def _encoded(held: dict[str, object]) -> bytes:
    """As JSON in UTF-8; half a character, which may stand in a name, as JSON writes it."""
    return json.dumps(held, ensure_ascii=False).encode(errors="backslashreplace")


def _as_text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="backslashreplace")


def _no_json(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def as_line(value: bytes | None) -> bytes:
    """The value as one line of JSON, whatever it is."""
    if value is None:
        return b"null\n"
    try:
        # Of bytes it would take UTF-16 too, which no reader expects.
        json.loads(value.decode(), parse_int=len, parse_constant=_no_json)
    except (ValueError, RecursionError):
        return _encoded({"not_json": value.decode(errors="backslashreplace")}) + b"\n"
    # JSON has line breaks between its tokens only.
    return value.translate(None, b"\r\n") + b"\n"
