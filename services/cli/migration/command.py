"""``wireroom migrate``: makes what an earlier version stored what this one would have stored."""

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        no_args_is_help=True, help="Bring a store of an earlier version up to this one."
    )
    group.command("ids", short_help="Give stored articles the ids of this version.")(ids_command)
    app.add_typer(group, name="migrate")


def ids_command(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Give stored articles the ids that this version gives them, and join those that are one.

    Of several documents of one article the newest stays current, the others become revisions.
    Documents also get what they lack: `content`, `last_seen_at`. Stop the services before. It can
    be broken off and started again. Events on Kafka keep their ids.
    """
    from services.cli.load_settings import load
    from services.cli.migration.ids import migrate
    from services.cli.progress_display import ProgressDisplay
    from services.cli.tables import print_json
    from services.runtime.settings import Settings

    with ProgressDisplay() as display:
        report = asyncio.run(migrate(load(Settings), dry_run=dry_run, progress=display))
    if as_json:
        print_json({**asdict(report), "dry_run": dry_run})
        return
    would = "would get" if dry_run else "got"
    typer.echo(f"{report.articles:,} articles, {report.filled:,} of which {would} new fields")
    typer.echo(f"{report.renamed:,} {would} another id")
    typer.echo(
        f"{report.joined:,} {'would be' if dry_run else 'were'} joined with others, "
        f"into {report.into:,}"
    )
    for url, ids in report.examples:
        typer.echo(f"  {url}: {', '.join(one[:12] for one in ids)}")
