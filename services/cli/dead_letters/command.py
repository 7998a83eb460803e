"""``wireroom dead``: looks at dead letters, puts them back, or drops them for good."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.errors import CommandError
from services.cli.registry import ServiceOption
from services.cli.tables import JsonLines

if TYPE_CHECKING:
    from services.cli.dead_letters.selection import Selection
    from services.runtime.settings import Settings

Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Dead letters, such as articles.raw.dead/3/17."),
]
OfReason = Annotated[
    str | None, typer.Option("--reason", metavar="REASON", help="Those with one reason.")
]
All = Annotated[bool, typer.Option("--all", help="All of them.")]

group = typer.Typer(
    no_args_is_help=True,
    help="Dead letters: list, show, replay, drop.",
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="dead")


@group.command("list", short_help="Count them by service and reason.")
def list_command(
    service: ServiceOption = None,
    reason: OfReason = None,
    ids: Annotated[bool, typer.Option("--ids", help="Each one's id, one a line.")] = False,
    as_json: JsonLines = False,
) -> None:
    """Count the dead letters that nobody has handled yet, by service and reason."""
    from services.cli.dead_letters.operations import groups
    from services.cli.dead_letters.selection import as_cells, as_row
    from services.cli.tables import print_json, print_table

    chosen = _chosen(None, service, reason, every=service is None and reason is None)
    if ids:
        asyncio.run(_print_ids(chosen, as_json))
        return
    rows = asyncio.run(groups(_settings(), chosen))
    if as_json:
        for row in rows:
            print_json(as_row(*row))
    elif rows:
        now = time.time()
        print_table(
            ("service", "outcome", "reason", "count", "oldest", "newest", "example"),
            [as_cells(*row, now) for row in rows],
        )
    else:
        typer.echo("no dead letters", err=True)


async def _print_ids(chosen: "Selection", as_json: bool) -> None:
    from services.cli.dead_letters.operations import letters
    from services.cli.dead_letters.selection import as_entry
    from services.cli.tables import print_json

    async for one in letters(_settings(), chosen):
        if as_json:
            print_json(as_entry(one))
        else:
            typer.echo(str(one.place))


@group.command("show", short_help="Show one, and why it lies there.")
def show_command(
    name: Annotated[str, typer.Argument(metavar="ID", help="Such as articles.raw.dead/3/17.")],
) -> None:
    """Print why one lies there on standard error, and the message itself on standard output: byte
    for byte into a file or a pipe; on a terminal, control characters are shown as \\u001b.
    """
    from services.cli.dead_letters.operations import show

    letter, value, handled = asyncio.run(show(_settings(), name))
    if letter is not None:
        told = letter.model_dump(mode="json") | ({"handled": handled} if handled else {})
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False), err=True)
    sys.stdout.buffer.write((value or b"") + b"\n")
    sys.stdout.buffer.flush()


@group.command("replay", short_help="Put them back on their topic.")
def replay_command(
    ids: Ids = None,
    service: ServiceOption = None,
    reason: OfReason = None,
    every: All = False,
    patch: Annotated[
        str | None,
        typer.Option(
            metavar="JSON|FILE",
            help="Change each before: a JSON merge patch, such as '{\"language\": null}'.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only run the stage on them here, and show the ends.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --dry-run: one JSON object a line.")
    ] = False,
) -> None:
    """Put dead letters back on the topic that they came from, as they were or patched.

    They keep their first origin, so that they are known as the same messages, and their attempts
    are counted on. A crash in between can put one back twice, which changes nothing. One that
    can't be put back is named and passed over, and the command ends with 1. A dead letter of a
    topic that publishers write must bear our signature: any other goes back as a new message.
    """
    from services.cli.dead_letters.merge_patch import read_patch
    from services.cli.dead_letters.operations import not_open, replay

    if as_json and not dry_run:
        raise CommandError("--json goes with --dry-run", 2)
    chosen = _chosen(ids, service, reason, every)
    change = read_patch(patch) if patch is not None else None
    settings = _settings()
    lost = asyncio.run(not_open(settings, chosen))
    if dry_run:
        asyncio.run(_rehearse(settings, chosen, change, as_json))
        _tell_lost(lost)
        return
    passed_over: list[str] = []

    def tell(why: str) -> None:
        passed_over.append(why)
        typer.echo(f"passed over: {why}", err=True)

    count, unsigned = asyncio.run(replay(settings, chosen, change, tell))
    typer.echo(f"replayed {count:,}", err=True)
    if unsigned:
        typer.echo(f"{unsigned:,} of them as new messages: we did not sign them", err=True)
    _tell_lost(lost)
    if passed_over:
        raise typer.Exit(1)


def _tell_lost(lost: Sequence[str]) -> None:
    """Raise CommandError if some of those that were named are not there."""
    if lost:
        raise CommandError(
            f"{', '.join(lost)}: no such dead letter (any more), or it was handled before"
        )


async def _rehearse(
    settings: "Settings", chosen: "Selection", patch: object, as_json: bool
) -> None:
    from services.cli.dead_letters.operations import rehearse
    from services.cli.tables import print_json, print_table

    rows: list[tuple[str, ...]] = []
    async for name, outcome in rehearse(settings, chosen, patch):
        reason, error = getattr(outcome, "reason", ""), getattr(outcome, "error", "")
        if as_json:
            told = {"outcome": outcome.name, "reason": reason or None, "error": error or None}
            print_json({"id": name, **told})
        else:
            rows.append((name, outcome.name, reason, error))
    if rows:
        print_table(("dead letter", "would be", "reason", "error"), rows, wrapped="error")
    elif not as_json and not chosen.places:
        typer.echo("no dead letters", err=True)


@group.command("drop", short_help="Give them up.")
def drop_command(
    ids: Ids = None,
    service: ServiceOption = None,
    reason: OfReason = None,
    every: All = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
) -> None:
    """Give dead letters up: they are no longer listed, and end with their topic's retention."""
    from services.cli.dead_letters.operations import count, drop, not_open

    chosen = _chosen(ids, service, reason, every)
    settings = _settings()
    lost = asyncio.run(not_open(settings, chosen))
    if not yes:
        there = asyncio.run(count(settings, chosen))
        if not there:
            _tell_lost(lost)
            typer.echo("no dead letters", err=True)
            return
        typer.confirm(f"Give up {there:,} for good?", abort=True, err=True)
    typer.echo(f"dropped {asyncio.run(drop(settings, chosen)):,}", err=True)
    _tell_lost(lost)


def _chosen(
    ids: list[str] | None, service: str | None, reason: str | None, every: bool
) -> "Selection":
    from services.cli.dead_letters.selection import DeadLetterId, Selection
    from services.runtime.stage import Reason

    if reason is not None and reason not in set(Reason):
        raise CommandError(f"{reason}: no such reason; there are {', '.join(Reason)}", 2)
    if not ids and service is None and reason is None and not every:
        raise CommandError("which ones? Name ids, --service, --reason or --all", 2)
    if ids and (service is not None or reason is not None or every):
        raise CommandError("name either ids, or --service and --reason, or --all", 2)
    return Selection(frozenset(DeadLetterId.parse(name) for name in ids or ()), service, reason)


def _settings() -> "Settings":
    from services.cli.load_settings import load
    from services.runtime.settings import Settings

    return load(Settings)
