"""``wireroom top``: a live view of all services in a terminal."""

from typing import Annotated

import typer

from services.cli.tables import JsonLines

COMPOSE_PORT = 9101
"""Of the first service in docker-compose.yml; the others follow, ``wireroom lag`` last."""


def register(app: typer.Typer) -> None:
    app.command("top", short_help="Watch the services in the terminal.")(top_command)


def top_command(
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL]…",
            help="Where the services and `wireroom lag` serve their metrics; by default those of "
            "the running `wireroom up`, else where docker-compose.yml has them, 127.0.0.1:9101 "
            "and following.",
        ),
    ] = None,
    every: Annotated[float, typer.Option(min=0.2, help="Seconds between two looks.")] = 2.0,
    once: Annotated[
        bool,
        typer.Option(
            "--once",
            help="Print once, after one interval; so it is without a terminal and with --json.",
        ),
    ] = False,
    as_json: JsonLines = False,
) -> None:
    """Show of each service whether it is ready, how many messages it finishes a second, what waits
    before it, how long articles take, and what did not get through.

    Asks the services themselves. Ends with 1 if none of them answers.
    """
    import asyncio
    import contextlib
    import sys

    from services.cli.errors import CommandError
    from services.cli.invocation import command
    from services.cli.monitor.scrape import address
    from services.cli.monitor.top_view import show_json, show_once, watch
    from services.cli.running_stack import find_running
    from services.runtime.discovery import service_names

    stack = find_running()
    ports = range(COMPOSE_PORT, COMPOSE_PORT + len(service_names()) + 1)
    names = dict(stack.services) if stack else {}
    urls = urls or list(names.values()) or [f"http://127.0.0.1:{port}" for port in ports]
    for url in urls:
        address(url)
    named = {url: name for name, url in names.items()}
    once = once or not sys.stdout.isatty()
    with contextlib.suppress(KeyboardInterrupt):
        if once or as_json:
            show = show_json if as_json else show_once
            if not asyncio.run(show(urls, named, every)):
                more = f" and {len(urls) - 1} more addresses" if len(urls) > 1 else ""
                raise CommandError(
                    f"no service answers at {urls[0]}{more}: name other addresses, "
                    f"or start the services with `{command('up')}`"
                )
        else:
            asyncio.run(watch(urls, named, every))
