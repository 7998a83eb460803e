"""``wireroom audit``: accounts for every article, and names those of which nothing is left."""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from services.cli.accounting.outcomes import Account


def register(app: typer.Typer) -> None:
    app.command("audit", short_help="Account for every article.")(audit_command)


def audit_command(
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of a table.")
    ] = False,
) -> None:
    """Account for every message that lies on articles.raw, from the topics and the store alone.

    in = stored + duplicates + rejected + failed + in flight. What is missing then is listed by
    place and article_id, and the command ends with 1. It may run while everything works.
    """
    from services.cli.accounting.audit import audit
    from services.cli.load_settings import load
    from services.runtime.settings import Settings

    account = asyncio.run(audit(load(Settings)))
    (_print_json if as_json else _print_table)(account)
    if account.missing:
        raise typer.Exit(1)


def _print_json(account: "Account") -> None:
    from services.cli.accounting.outcomes import End

    typer.echo(
        json.dumps(
            {
                "in": account.counts.total(),
                **{end.replace(" ", "_"): account.counts[end] for end in End},
                "missing_messages": [
                    {"message": _spot(spot), "article_id": article_id}
                    for spot, article_id in account.missing
                ],
            }
        )
    )


def _print_table(account: "Account") -> None:
    from services.cli.accounting.outcomes import End
    from services.cli.tables import print_table

    rows = [("in", f"{account.counts.total():,}")]
    rows += [(str(end), f"{account.counts[end]:,}") for end in End]
    print_table(("messages", "count"), rows)
    if account.missing:
        typer.echo("", err=True)
        for spot, article_id in account.missing:
            typer.echo(f"missing: {_spot(spot)}  {article_id or 'no article in it'}", err=True)


def _spot(spot: tuple[str, int, int]) -> str:
    return "/".join(str(part) for part in spot)
