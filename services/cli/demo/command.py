"""``wireroom demo``, ``up`` and ``where``: Wireroom on a machine that has nothing else."""

import sys
from typing import Annotated

import typer

from services.cli.errors import CommandError

KeepLogs = Annotated[
    bool, typer.Option("--keep-logs", help="Leave the logs in their temporary folder.")
]


def register(app: typer.Typer) -> None:
    app.command("demo", short_help="See it work, with nothing else installed.")(demo_command)
    app.command("up", short_help="The same, kept up until Ctrl-C.")(up_command)
    app.command("where", short_help="Every address of what `up` keeps up.")(where_command)


def demo_command(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE…", help="What to publish, instead of the sample articles."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the enriched events as JSON lines, nothing else.")
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="Give up after so long.")
    ] = 300.0,
    keep_logs: KeepLogs = False,
) -> None:
    """Start everything, publish articles, show what becomes of each, stop everything.

    Needs nothing but this installation. Ends with 0 only if every file could be read, and every
    article came to an end: stored, dropped as a duplicate, or a dead letter.
    """
    from services.cli.progress_display import ProgressDisplay

    try:
        with ProgressDisplay() as display:
            display.waiting_for("loading libraries")
            from services.cli.demo.session import drafts_of, run_demo
            from services.cli.demo.view import show_articles, show_ends, show_json
            from services.cli.processes import run
            from services.cli.samples import SAMPLES

            drafts, bad = drafts_of(files or [str(SAMPLES)], display.say)
            display.say("starting a broker, a store and the services")
            follower, complete = run(run_demo(drafts, display, seconds=timeout, keep=keep_logs))
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        raise typer.Exit(130) from None
    if as_json:
        for event in follower.ends.tagged:
            show_json(event)
    else:
        show_articles(follower.ends.ways.values())
    sys.stdout.flush()
    show_ends(follower, to_stderr=as_json)
    if not complete:
        lost = [way.where for way in follower.ends.ways.values() if not way.ended]
        raise CommandError(
            f"{len(lost)} of {len(drafts)} came to no end within {timeout:g} s: {', '.join(lost)} "
            "(with --keep-logs, the logs say more)"
            if lost
            else f"counts did not add up, or an event was not read, within {timeout:g} s"
        )
    if bad:
        raise CommandError(f"{len(bad)} of the files can't be read: {', '.join(bad)}")


def up_command(
    kafka_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Kafka's port; 0 for any free one.")
    ] = 0,
    mongo_port: Annotated[
        int, typer.Option(min=0, max=65535, help="MongoDB's port; 0 for any free one.")
    ] = 0,
    status_port: Annotated[
        int, typer.Option(min=0, max=65535, help="The status page's port; 0 for any free one.")
    ] = 0,
    gateway_port: Annotated[
        int, typer.Option(min=0, max=65535, help="The gateway's port; 0 for any free one.")
    ] = 0,
    keep_logs: KeepLogs = False,
) -> None:
    """Start everything, print every address, and keep it up until Ctrl-C.

    Other commands find it by themselves, unless WIREROOM_KAFKA or WIREROOM_MONGO is set; `wireroom
    where` prints its addresses again. Broker and store are for trying out: what they hold is gone
    when they stop.
    """
    from services.cli.progress_display import ProgressDisplay

    try:
        with ProgressDisplay() as display:
            display.say("starting a broker, a store and the services")
            display.waiting_for("loading libraries")
            from services.cli.demo.session import keep_running
            from services.cli.processes import run

            ports = (kafka_port, mongo_port, status_port, gateway_port)
            run(keep_running(display, *ports, keep_logs))
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)


def where_command(
    as_json: Annotated[
        bool,
        typer.Option(
            "--json", help="One JSON object: kafka, mongo, status, services, gateway, logs."
        ),
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="Wait until all is ready, at most this.")
    ] = 0.0,
) -> None:
    """Print every address of what `wireroom up` keeps up on this machine.

    Ends with 0 only if all of it is ready; else with 1, and says what is not. With --json the
    addresses are an object: kafka, mongo and logs are strings, status is the page's http URL,
    services has an http URL for each service's metrics. gateway is the gateway's http URL.
    """
    import asyncio

    from services.cli.demo.where import look, show
    from services.cli.progress_display import ProgressDisplay

    with ProgressDisplay() as display:
        stack, missing = asyncio.run(look(wait, display))
    if stack is not None:
        show(stack, as_json)
    if missing:
        raise CommandError(missing)
