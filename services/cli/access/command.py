"""``wireroom keys``: makes, lists and revokes the gateway's API keys."""

import asyncio
from typing import Annotated, Any

import typer

group = typer.Typer(help="API keys of the gateway.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="keys", short_help="Who may use the gateway.")


@group.command("create")
def create_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom it is for.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="publish:SOURCE, publish:*, read or admin; may be repeated."),
    ],
    rate: Annotated[
        float | None, typer.Option(min=0.001, help="Requests a second; else WIREROOM_GATEWAY_RATE.")
    ] = None,
) -> None:
    """Make an API key and print it, once: only its hash is kept."""
    from services.cli.errors import CommandError
    from services.gateway.access import keys

    async def work(database: Any) -> str:
        return await keys.create(database, name, scope, rate)

    try:
        typer.echo(_with_database(work))
    except keys.BadScope as bad:
        raise CommandError(str(bad)) from bad


@group.command("list")
def list_command(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List all API keys: id, name, scopes, rate, and whether each was revoked."""
    from services.cli.tables import print_json, print_table
    from services.gateway.access import keys

    found = _with_database(keys.listed)
    if as_json:
        for one in found:
            print_json(
                {
                    "id": one["_id"],
                    "name": one["name"],
                    "scopes": one["scopes"],
                    "rate": one["rate"],
                    "created_at": one["created_at"].isoformat(),
                    "revoked_at": one["revoked_at"] and one["revoked_at"].isoformat(),
                }
            )
        return
    rows = [
        (
            one["_id"],
            one["name"],
            ", ".join(one["scopes"]),
            "" if one["rate"] is None else f"{one['rate']:g}",
            f"{one['created_at']:%Y-%m-%d}",
            f"{one['revoked_at']:%Y-%m-%d}" if one["revoked_at"] else "",
        )
        for one in found
    ]
    print_table(("id", "name", "scopes", "rate", "created", "revoked"), rows)


@group.command("revoke")
def revoke_command(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as `keys list` shows it.")],
) -> None:
    """End an API key. The gateway refuses it within five seconds."""
    from services.cli.errors import CommandError
    from services.gateway.access import keys

    async def work(database: Any) -> bool:
        return await keys.revoke(database, key)

    if not _with_database(work):
        raise CommandError(f"{key}: no such API key, or it was revoked before")
    typer.echo(f"{key} revoked")


def _with_database(work: Any) -> Any:
    from services.cli.load_settings import load
    from services.runtime.mongo.client import connect
    from services.runtime.settings import Settings

    async def run() -> Any:
        async with connect(load(Settings)) as database:
            return await work(database)

    return asyncio.run(run())
