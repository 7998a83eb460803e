"""``wireroom top``: a live view of all services in a terminal."""

from typing import Annotated

import typer

COMPOSE_PORT = 9101
"""Of the first service in docker-compose.yml; the others follow, ``wireroom lag`` last."""


def register(app: typer.Typer) -> None:
    app.command("top", short_help="Watch the services in the terminal.")(top_command)


def top_command(
    urls: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[URL]…",
            help="Where the services and `wireroom lag` serve their metrics; by default where "
            "docker-compose.yml has them, 127.0.0.1:9101 and following.",
        ),
    ] = None,
    every: Annotated[float, typer.Option(min=0.2, help="Seconds between two looks.")] = 2.0,
    once: Annotated[
        bool, typer.Option("--once", help="Look for one interval, print once, and end.")
    ] = False,
) -> None:
    """Show of each service whether it is ready, what it does a second, what waits before it, how
    old articles are when they leave it, and what it could not get through.

    Asks the services themselves; `wireroom up` prints the line with its addresses.
    """
    import asyncio
    import contextlib

    from services.cli.monitor.scrape import address
    from services.cli.monitor.top_view import watch
    from services.runtime.discovery import service_names

    ports = range(COMPOSE_PORT, COMPOSE_PORT + len(service_names()) + 1)
    urls = urls or [f"http://127.0.0.1:{port}" for port in ports]
    for url in urls:
        address(url)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(watch(urls, every, once))
