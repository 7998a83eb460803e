"""``wireroom audit``: accounts for every article, and names those of which nothing is left."""

import asyncio
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.cli.accounting.outcomes import Account


def register(app: typer.Typer) -> None:
    app.command("audit", short_help="Account for every article.")(audit_command)


def audit_command(
    listed: Annotated[
        bool, typer.Option("--list", help="How each message ended, one a line, before the totals.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of tables.")
    ] = False,
) -> None:
    """Account for every message that lies on articles.raw, from the topics and the store alone.

    in = stored + duplicates + rejected + failed + in flight. What is missing then is listed by
    message and article_id, and the command ends with 1. It may run while everything works.
    Services beside the main way are told apart: what waits for them, and their dead letters.
    """
    from services.cli.accounting.audit import audit
    from services.cli.load_settings import load
    from services.runtime.settings import Settings

    account = asyncio.run(audit(load(Settings), list_all=listed))
    (_print_json if as_json else _print_tables)(account, listed)
    if account.missing:
        raise typer.Exit(1)


def _print_json(account: "Account", listed: bool) -> None:
    from services.cli.accounting.outcomes import End

    shown: dict[str, object] = {
        "in": account.counts.total(),
        **{end.replace(" ", "_"): account.counts[end] for end in End},
        "missing_messages": [
            {"message": _spot(one.message), "article_id": one.article_id} for one in account.missing
        ],
        "branches": [asdict(one) for one in account.branches],
    }
    if listed:
        shown["messages"] = [
            {"message": _spot(one.message), "article_id": one.article_id, "end": one.end}
            for one in account.listed
        ]
    typer.echo(json.dumps(shown))


def _print_tables(account: "Account", listed: bool) -> None:
    from services.cli.accounting.outcomes import End
    from services.cli.tables import print_table

    if listed:
        print_table(
            ("message", "article", "end"),
            [
                (_spot(one.message), one.article_id or "no article in it", str(one.end))
                for one in account.listed
            ],
        )
        typer.echo()
    rows = [("in", f"{account.counts.total():,}")]
    rows += [(str(end), f"{account.counts[end]:,}") for end in End]
    print_table(("messages", "count"), rows)
    if account.branches:
        typer.echo()
        print_table(
            ("beside the main way", "waiting", "rejected", "failed"),
            [
                (one.service, f"{one.waiting:,}", f"{one.rejected:,}", f"{one.failed:,}")
                for one in account.branches
            ],
        )
    for one in account.missing:
        name = one.article_id or "no article in it"
        typer.echo(f"missing: {_spot(one.message)}  {name}", err=True)


def _spot(spot: tuple[str, int, int]) -> str:
    return "/".join(str(part) for part in spot)
