"""``wireroom explain``: tells one article's whole story, from its message to its document."""

import asyncio
import json
from typing import Annotated

import typer

from services.cli.errors import CommandError


def register(app: typer.Typer) -> None:
    app.command("explain", short_help="Tell one article's whole story.")(explain_command)


def explain_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID|URL|MESSAGE",
            help="An article_id, an address, or a message such as articles.raw/3/17.",
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a step instead of a table.")
    ] = False,
) -> None:
    """Tell what became of an article: each stage with its outcome, time, attempts and reason, and
    where its messages and documents lie.

    Reads all topics from their beginnings: on a large cluster that takes its time. Ends with 1
    if nothing is known.
    """
    from services.cli.accounting.explain import explain_article
    from services.cli.load_settings import load
    from services.cli.tables import print_table
    from services.runtime.settings import Settings

    wanted, steps = asyncio.run(explain_article(load(Settings), name))
    if not steps:
        raise CommandError(f"{name}: no topic and no collection knows it")
    if as_json:
        for step in steps:
            typer.echo(json.dumps(step.as_dict, ensure_ascii=False))
        return
    for article_id in sorted(wanted.told):
        typer.echo(f"article {article_id}")
    print_table(
        ("time", "service", "outcome", "revision", "attempt", "where", "what"),
        [
            (
                step.time,
                step.service,
                step.outcome,
                (step.revision or "")[:8],
                str(step.attempts),
                step.place,
                step.detail,
            )
            for step in steps
        ],
    )
