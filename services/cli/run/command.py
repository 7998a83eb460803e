"""``wireroom run`` and ``wireroom stage``: one service on Kafka, or its stage without Kafka."""

import asyncio
import sys
from typing import IO, Annotated, Literal

import typer

from services.cli.registry import Service, find

Name = Annotated[Service, typer.Argument(metavar="SERVICE", help="One of: " + ", ".join(Service))]


def register(app: typer.Typer) -> None:
    app.command("run", short_help="Run one service.")(run_command)
    app.command("stage", short_help="JSON lines through one stage, without Kafka.")(stage_command)


def run_command(
    service: Name,
    log_format: Annotated[
        Literal["json", "console"] | None,
        typer.Option(help="How log lines look; console is for people. Else WIREROOM_LOG_FORMAT."),
    ] = None,
) -> None:
    """Run one service against the configured Kafka and MongoDB until it is told to stop."""
    from services.cli.load_settings import load
    from services.runtime.service import run

    entry = find(service)
    settings = load(entry.settings_class)
    if log_format:
        settings = settings.model_copy(update={"log_format": log_format})
    run(service, entry.open_stage, settings)


def stage_command(service: Name) -> None:
    """Carry JSON lines through one stage without Kafka: standard input to standard output.

    A line in is the stage's input, a line out its output. A line that is dropped, rejected or
    failed is told on standard error, as JSON with its number, outcome, reason and error. The exit
    code is 0 whatever became of the lines, so that stages can stand in a pipe:

    wireroom stage intake < raw.jsonl | wireroom stage cleaning | wireroom stage tagging
    """
    from services.cli.load_settings import load
    from services.cli.run.json_lines import carry_lines, lines_of

    async def carry(source: IO[bytes]) -> None:
        entry = find(service)
        settings = load(entry.settings_class)
        async with entry.open_offline(settings) as stage:
            await carry_lines(
                stage,
                lines_of(source, settings.most_together),
                sys.stdout.buffer,
                sys.stderr,
            )

    # Neither sys.stdin nor closed at the end: that would wait for the thread that reads it.
    asyncio.run(carry(open(sys.stdin.fileno(), "rb", closefd=False)))  # noqa: SIM115
