"""``wireroom lag``: what waits before each service, once as a table or for ever as metrics."""

from typing import Annotated

import typer

from services.cli.tables import JsonLines, print_json, print_table


def register(app: typer.Typer) -> None:
    app.command("lag", short_help="What waits before each service.")(lag_command)


def lag_command(
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve it as metrics until told to stop.")
    ] = False,
    every: Annotated[
        float, typer.Option(min=0.2, help="With --serve: seconds from one measurement to the next.")
    ] = 15.0,
    as_json: JsonLines = False,
) -> None:
    """Show how many messages wait before each service, and how long the oldest one has waited.

    A row for each service and each topic that it reads. Asks the broker and nothing else, so it is
    right also when a service is stuck or not there.
    With --serve it is a small service of its own: /metrics, /healthz and /readyz on
    WIREROOM_HTTP_PORT, the sizes of the store's collections among them.
    """
    import asyncio
    from dataclasses import asdict

    from services.cli.load_settings import load
    from services.cli.monitor.lag_exporter import lag_rows, serve_lag
    from services.cli.processes import run
    from services.cli.progress_display import ProgressDisplay
    from services.runtime.settings import Settings

    settings = load(Settings, waits=serve)
    if serve:
        run(serve_lag(settings, every))
        return
    with ProgressDisplay() as display:
        display.waiting_for(f"asking Kafka at {settings.kafka}")
        rows = asyncio.run(lag_rows(settings))
    if as_json:
        for row in rows:
            print_json(asdict(row))
        return
    columns = ("service", "topic", "waiting", "oldest", "partitions that wait")
    print_table(columns, [row.cells() for row in rows])
