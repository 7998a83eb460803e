"""``wireroom publish``: puts articles from files, folders or standard input on ``articles.raw``."""

import asyncio
from typing import Annotated

import typer

from services.cli.errors import CommandError


def register(app: typer.Typer) -> None:
    app.command("publish", short_help="Put articles on articles.raw.")(publish_command)


def publish_command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH…|-",
            help="Files (.txt, .html, .json, .jsonl, or .gz of one), folders of them, "
            "or - for JSON lines on standard input.",
        ),
    ] = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="Publish the sample articles that come with Wireroom.")
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(help="Publisher's name for .txt and .html; the file's name becomes the id."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.01, metavar="N", help="So many messages a second, at most."),
    ] = None,
    raw: Annotated[
        bool,
        typer.Option("--raw", help="Hand lines over as they are, JSON or not: let intake judge."),
    ] = False,
) -> None:
    """Publish articles onto articles.raw; done when the broker has confirmed each.

    A .json file holds one article or a list, a .jsonl file one a line; .txt and .html files are an
    article each. What can't be read is named on standard error, the rest is published, and the
    command ends with 1.
    """
    from services.cli.load_settings import load
    from services.cli.messages.input_files import expand
    from services.cli.messages.publisher import publish_files
    from services.cli.samples import SAMPLES
    from services.runtime.settings import Settings

    if not paths and not samples:
        raise CommandError("nothing to publish: name files or folders, or - for standard input", 2)
    files = expand([*(paths or []), *([str(SAMPLES)] if samples else [])])
    count = asyncio.run(
        publish_files(load(Settings), files, source=source, rate=rate, raw=raw or samples)
    )
    bad = f", {count.bad:,} could not be" if count.bad else ""
    typer.echo(f"published {count.published:,} in {count.seconds:.1f} s{bad}", err=True)
    if count.bad:
        raise typer.Exit(1)
