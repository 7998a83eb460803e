"""``wireroom run`` and ``wireroom stage``: one service on Kafka, or its stage without Kafka."""

import asyncio
import sys
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Annotated, Literal

import typer

from services.cli.errors import CommandError
from services.cli.registry import ServiceName, find, open_offline

if TYPE_CHECKING:
    from services.runtime.stage import Stage


def register(app: typer.Typer) -> None:
    app.command("run", short_help="Run one service.")(run_command)
    app.command("stage", short_help="JSON lines through one stage, without Kafka.")(stage_command)


def run_command(
    service: ServiceName,
    log_format: Annotated[
        Literal["json", "console"] | None,
        typer.Option(help="How log lines look; console is for people. Else WIREROOM_LOG_FORMAT."),
    ] = None,
) -> None:
    """Run one service against the configured Kafka and MongoDB until it is told to stop."""
    from services.cli.load_settings import load
    from services.runtime.service import run

    _, app = find(service)
    settings = load(app.settings_class, waits=True)
    if log_format:
        settings = settings.model_copy(update={"log_format": log_format})
    run(service, app, settings)


def stage_command(
    service: ServiceName,
    topic: Annotated[
        str | None,
        typer.Option("--input", metavar="TOPIC", help="Of a service with several: its topic."),
    ] = None,
) -> None:
    """Carry JSON lines through one stage without Kafka: standard input to standard output.

    A line in is the stage's input, a line out its output. A line that is dropped, rejected or
    failed is told on standard error, as JSON with its number, outcome, reason and error. The exit
    code is 0 whatever became of the lines, so that stages can stand in a pipe:

    wireroom stage intake < raw.jsonl | wireroom stage cleaning | wireroom stage tagging
    """
    from services.cli.load_settings import load
    from services.cli.run.json_lines import carry_lines, lines_of

    async def carry(source: IO[bytes]) -> None:
        _, app = find(service)
        settings = load(app.settings_class, offline=True)
        async with open_offline(service, app) as stages:
            await carry_lines(
                _chosen(service, stages, topic),
                lines_of(source, settings.most_together),
                sys.stdout.buffer,
                sys.stderr,
            )

    # Neither sys.stdin nor closed at the end: that would wait for the thread that reads it.
    asyncio.run(carry(open(sys.stdin.fileno(), "rb", closefd=False)))  # noqa: SIM115


def _chosen(service: str, stages: "Sequence[Stage]", topic: str | None) -> "Stage":
    """The stage that reads the topic, or the only one. Raises CommandError if there is none."""
    found = [stage for stage in stages if topic in (None, stage.input.name)]
    if len(found) != 1:
        inputs = ", ".join(stage.input.name for stage in stages)
        raise CommandError(f"{service} reads {inputs}: choose one with --input")
    return found[0]
