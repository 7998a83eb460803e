"""``wireroom sources``: the feeds and sitemaps that the service feeders polls, and how they are."""

import asyncio
from datetime import datetime
from typing import Annotated, Any

import typer

from services.cli.errors import CommandError
from services.cli.tables import JsonLines

SourceArgument = Annotated[
    str, typer.Argument(metavar="SOURCE", help="Its id, its address, or its name.")
]
Name = Annotated[
    str | None,
    typer.Option("--name", help="The `source` of its articles; without it the host's name."),
]


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Feeds and sitemaps that feeders polls.")
    group.command("add", short_help="Poll the feeds of an address or an OPML file.")(add_command)
    group.command("import", short_help="Poll the feeds in an OPML file.")(import_command)
    group.command("list", short_help="How each source is.")(list_command)
    group.command("check", short_help="Fetch a source now and say what is in it.")(check_command)
    group.command("pause", short_help="Poll a source no more, or again.")(pause_command)
    app.add_typer(group, name="sources")


def _run(work: Any) -> Any:
    """Run ``work(settings, state, http)`` against the store."""
    try:
        from services.cli.sources.work import with_state
    except ModuleNotFoundError as missing:
        raise CommandError(
            f"sources needs {missing.name}, which is not installed: install wireroom[feeders]"
        ) from missing
    return asyncio.run(with_state(work))


def add_command(
    urls: Annotated[
        list[str],
        typer.Argument(metavar="URL|OPML…", help="A feed, a sitemap, a page, or an OPML file."),
    ],
    name: Name = None,
) -> None:
    """Poll what an address holds: the feed or sitemap that it is, or the feeds that its page names.

    Of an OPML file, all feeds in it. Feeders begins within a second.
    """
    _show_added(urls, name)


def import_command(
    files: Annotated[list[str], typer.Argument(metavar="OPML…", help="OPML files.")],
    name: Name = None,
) -> None:
    """Poll all feeds in OPML files, without a look at them first."""
    _show_added(files, name)


def _show_added(urls: list[str], name: str | None) -> None:
    async def work(settings: Any, state: Any, http: Any) -> list[Any]:
        from services.cli.sources.work import add

        return [one for url in urls for one in await add(state, http, url, name)]

    failed = False
    for url, words in _run(work):
        typer.echo(f"{url}: {words}")
        failed = failed or not words.startswith(("added", "is there"))
    if failed:
        raise typer.Exit(1)


def list_command(as_json: JsonLines = False) -> None:
    """How each source is: when it was polled, when something new came, what is unusual."""

    async def work(settings: Any, state: Any, http: Any) -> list[Any]:
        from services.cli.sources.work import shown

        return await shown(state)

    from services.cli.tables import print_json, print_rows

    found = _run(work)
    if as_json:
        for one in found:
            print_json(one.model_dump(mode="json"))
        return
    columns = ("id", "name", "verdict", "checked", "last new", "silence", "trouble", "url")
    rows = [
        (
            one.source_id,
            one.name,
            one.verdict,
            _moment(one.last_checked_at),
            _moment(one.last_new_at),
            "" if one.silence is None else one.silence,
            one.last_error or ", ".join(f"no {field}" for field in one.lost_fields),
            one.url,
        )
        for one in found
    ]
    print_rows(columns, rows, as_json=False)


def _moment(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M:%SZ}" if when else ""


def check_command(source: SourceArgument) -> None:
    """Fetch a source now, say what is in it, and hand nothing in. Ends with 1 if it can't be read.

    SOURCE may also be an address that is no source yet.
    """

    async def work(settings: Any, state: Any, http: Any) -> list[str]:
        from services.cli.sources.work import check

        return await check(state, http, source)

    for line in _run(work):
        typer.echo(line)


def pause_command(
    source: SourceArgument,
    resume: Annotated[bool, typer.Option("--resume", help="Poll it again.")] = False,
) -> None:
    """Poll a source no more; with --resume again, from now on."""

    async def work(settings: Any, state: Any, http: Any) -> list[str]:
        from services.cli.sources.work import pause

        return await pause(state, source, paused=not resume)

    for url in _run(work):
        typer.echo(f"{url}: {'polled again' if resume else 'paused'}")
