"""``wireroom audit``: accounts for every article, and names those of which nothing is left."""

import asyncio
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.cli.accounting.outcomes import Account, Ended
    from services.cli.progress_display import Progress


def register(app: typer.Typer) -> None:
    app.command("audit", short_help="Account for every article: none may be missing.")(
        audit_command
    )


def audit_command(
    listed: Annotated[
        bool, typer.Option("--list", help="First how each message ended, one a line.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object instead of tables; with --list one a line for each message, "
            "and that of the totals last.",
        ),
    ] = False,
) -> None:
    """Account for every message that lies on articles.raw, from the topics and the store alone.

    in = stored + duplicates + rejected + failed + in flight. What is missing then is named by
    message and article, and the command ends with 1, also if messages were deleted before they
    were read. It may run while everything works.
    Services beside the main way are told apart: what waits for them, and their dead letters.
    """
    from services.cli.accounting.audit import audit
    from services.cli.load_settings import load
    from services.cli.progress_display import ProgressDisplay
    from services.cli.tables import print_json
    from services.runtime.settings import Settings

    def show(ended: "Ended") -> None:
        # As it becomes known: a list of a million is never held.
        if as_json:
            print_json(as_row(ended))
        else:
            typer.echo(as_line(ended, for_people=sys.stdout.isatty()))

    settings = load(Settings)
    if listed:
        # The lines tell how far it is; a moving line would take their place.
        account = asyncio.run(audit(settings, show))
    else:
        with ProgressDisplay() as progress:
            progress.waiting_for("reading what the topics say")
            account = asyncio.run(audit(settings, on_progress=_telling(progress)))
    if as_json:
        print_json(as_summary(account))
    else:
        if listed:
            typer.echo()
        _print_tables(account)
    if account.missing or account.deleted:
        raise typer.Exit(1)


def _telling(progress: "Progress") -> "Callable[[int, int], None]":
    def tell(done: int, total: int) -> None:
        progress.waiting_for(f"{done:,} of {total:,} messages accounted for", done, total)

    return tell


def as_row(ended: "Ended") -> dict[str, object]:
    """How one message ended, for ``--list --json``."""
    from services.cli.accounting.outcomes import name_of

    return {
        "message": name_of(ended.message),
        "article_id": ended.article_id,
        "end": ended.end.of_one.replace(" ", "_"),
        "service": ended.letter and ended.letter.service,
        "reason": ended.letter and ended.letter.reason,
    }


def as_line(ended: "Ended", for_people: bool) -> str:
    """The same as a line: aligned, with a short id, for people; else tab-separated."""
    from services.cli.accounting.outcomes import name_of

    letter = ended.letter
    end = f"{ended.end.of_one} by {letter.service}: {letter.reason}" if letter else ended.end.of_one
    article, name = ended.article_id, name_of(ended.message)
    if for_people:
        return f"{name:<24}  {article[:12] if article else 'no article':<12}  {end}"
    return "\t".join((name, article or "", end))


def as_summary(account: "Account") -> dict[str, object]:
    """The totals, for ``--json``."""
    from services.cli.accounting.outcomes import End, name_of

    return {
        "in": account.counts.total(),
        **{end.replace(" ", "_"): account.counts[end] for end in End},
        "dead": [
            {**kind._asdict(), "count": count} for kind, count in sorted(account.dead.items())
        ],
        "missing_messages": [
            {"message": name_of(one.message), "article_id": one.article_id}
            for one in account.missing
        ],
        "branches": [asdict(one) for one in account.branches],
        "partitions": [
            {**asdict(one), "markers": one.markers} for one in account.partitions.values()
        ],
    }


def _print_tables(account: "Account") -> None:
    from services.cli.accounting.outcomes import End, name_of
    from services.cli.tables import print_rows

    rows: list[tuple[object, ...]] = [("in", account.counts.total())]
    rows += [(str(end), account.counts[end]) for end in End]
    print_rows(("messages", "count"), rows, as_json=False)
    if account.dead:
        typer.echo()
        dead = [(*kind, count) for kind, count in sorted(account.dead.items())]
        print_rows(("outcome", "service", "reason", "count"), dead, as_json=False)
    if account.branches:
        typer.echo()
        print_rows(
            ("beside the main way", "waiting", "rejected", "failed"),
            [(one.service, one.waiting, one.rejected, one.failed) for one in account.branches],
            as_json=False,
        )
    typer.echo()
    print_rows(
        ("partition of articles.raw", "read", "dead", "deleted unread", "markers"),
        [
            (one.partition, one.read, one.dead, one.deleted, one.markers)
            for one in account.partitions.values()
        ],
        as_json=False,
    )
    if account.deleted:
        typer.echo(f"deleted unread: {account.deleted:,} messages; raise the retention", err=True)
    for one in account.missing:
        name = one.article_id or "no article in it"
        typer.echo(f"missing: {name_of(one.message)}  {name}", err=True)
    if more := account.counts[End.MISSING] - len(account.missing):
        typer.echo(f"missing: {more:,} more; --list names all", err=True)
