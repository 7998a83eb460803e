"""``wireroom topics``: makes the topics of ``schemas/topics.py``, or says how they differ."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.runtime.settings import Settings

Partitions = Annotated[
    int | None,
    typer.Option(min=1, help="Partitions of each topic, instead of 12, or of those of `up`."),
]

Brokers = Annotated[
    int,
    typer.Option(
        min=1,
        help="Refuse while fewer brokers are up: of a cluster that starts, the first would get "
        "topics without copies.",
    ),
]

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]

group = typer.Typer(no_args_is_help=True, help="Create or check the topics.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="topics")


@group.command("create")
def create_command(
    partitions: Partitions = None, brokers: Brokers = 1, as_json: AsJson = False
) -> None:
    """Create the topics that are missing; leave those that are there as they are.

    Where there are three brokers or more, each message is kept three times and written twice
    before it counts.
    """
    settings = _settings()
    made_of = partitions or _of_the_stack(settings)
    for name, made in asyncio.run(create(settings, made_of, brokers)).items():
        if as_json:
            typer.echo(json.dumps({"topic": name, "created": made}))
        else:
            typer.echo(f"{'created' if made else 'there'}  {name}")


@group.command("check")
def check_command(partitions: Partitions = None, as_json: AsJson = False) -> None:
    """Compare the topics with what they should be; end with 1 if anything differs."""
    from services.cli.tables import print_table

    settings = _settings()
    rows = asyncio.run(check(settings, partitions or _of_the_stack(settings)))
    if as_json:
        for row in rows:
            typer.echo(
                json.dumps(dict(zip(("topic", "what", "is", "should_be"), row, strict=True)))
            )
    elif rows:
        print_table(("topic", "what", "is", "should be"), rows)
    else:
        typer.echo("all topics are as they should be")
    if rows:
        raise typer.Exit(1)


def _settings() -> "Settings":
    from services.cli.load_settings import load
    from services.runtime.settings import Settings

    return load(Settings)


def _of_the_stack(settings: "Settings") -> int | None:
    """The partitions of each topic of the running stack, where that is the one we reach."""
    from services.cli.running_stack import find_running

    stack = find_running()
    return stack.partitions if stack is not None and stack.is_at(settings.kafka) else None


async def create(
    settings: "Settings", partitions: int | None = None, brokers: int = 1
) -> dict[str, bool]:
    """Create what is missing: by topic, whether it was created now.

    Raises CommandError while fewer than ``brokers`` are up.
    """
    from services.cli.messages import topic_admin
    from services.cli.messages.waiting import waiting_for_kafka

    with waiting_for_kafka(settings):
        async with topic_admin.admin_client(settings) as admin:
            return await topic_admin.create(admin, partitions, brokers)


async def check(
    settings: "Settings", partitions: int | None = None
) -> list[tuple[str, str, str, str]]:
    """The differences: topic, what differs, how it is, how it should be."""
    from services.cli.messages import topic_admin
    from services.cli.messages.waiting import waiting_for_kafka

    with waiting_for_kafka(settings):
        async with topic_admin.admin_client(settings) as admin:
            wanted, actual = await topic_admin.look(admin, partitions)
            return topic_admin.differences(wanted, actual)
