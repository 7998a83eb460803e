"""The ``wireroom`` command: its groups of commands, and the one place where errors end."""

import platform
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from services.cli import errors
from services.cli.access import command as keys_command
from services.cli.accounting import audit_command, explain_command, show_command
from services.cli.dead_letters import command as dead_command
from services.cli.demo import command as demo_command
from services.cli.errors import CommandError
from services.cli.lab_commands import bench, eval, kb
from services.cli.messages import consume_command, publish_command, topics_command
from services.cli.migration import command as migrate_command
from services.cli.monitor import lag_command, top_command
from services.cli.run import command as run_command
from services.cli.sources import command as sources_command
from services.cli.terminal import guard_streams

SECTIONS = {
    "Begin here": ("demo", "up", "where"),
    "Articles": ("publish", "sources", "consume", "show", "explain"),
    "Operation": ("audit", "dead", "lag", "top", "topics", "keys", "migrate"),
    "Services": ("run", "stage"),
    "Knowledge and measures": ("kb", "eval", "bench"),
}
"""The commands as the help shows them: in the order in which a newcomer needs them."""


class Commands(TyperGroup):
    """The commands in sections. One that no section names stands in a last one."""

    def list_commands(self, ctx: Any) -> list[str]:
        named = [name for names in SECTIONS.values() for name in names]
        there = super().list_commands(ctx)
        return [name for name in named if name in there] + [
            name for name in there if name not in named
        ]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        names = self.list_commands(ctx)
        width = max(map(len, names))
        named = {name for some in SECTIONS.values() for name in some}
        sections = {**SECTIONS, "More": tuple(name for name in names if name not in named)}
        for title, some in sections.items():
            rows = [
                (f"{name:<{width}}", command.get_short_help_str(limit=80))
                for name in some
                if (command := self.get_command(ctx, name)) is not None and not command.hidden
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


app = typer.Typer(
    name="wireroom",
    help="Raw scraped news articles in; enriched events and MongoDB documents out.\n\n"
    "Commands find what `wireroom up` keeps running. WIREROOM_KAFKA and WIREROOM_MONGO name "
    "another Kafka and MongoDB. An ARTICLE is an id (8 characters are enough), a URL, the "
    "publisher's id, a message, a dead letter or a file.\n\n"
    "With --json a command prints one JSON object a line where it lists, and one object where it "
    "sums up.",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help takes half the time to appear.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(versions())
        raise typer.Exit


def versions() -> str:
    """Our version, and on a second line those of what we run on."""
    from importlib.metadata import version

    parts = ("faust-streaming", "aiokafka", "motor")
    below = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in parts)]
    return f"wireroom {version('wireroom')}\n{', '.join(below)}"


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show versions and exit."
        ),
    ] = False,
) -> None:
    """The options before a command's name; the app's own help says what Wireroom does."""


for group in (
    demo_command,
    run_command,
    topics_command,
    publish_command,
    sources_command,
    consume_command,
    dead_command,
    show_command,
    explain_command,
    audit_command,
    lag_command,
    top_command,
    keys_command,
    migrate_command,
    bench,
    eval,
    kb,
):
    group.register(app)


def main() -> None:
    """Run the command line. Ends the process with 0, or 1 and one line on standard error."""
    guard_streams()
    try:
        app()
    except Exception as error:
        line = errors.explain(error)
        if line is None:
            raise
        print(f"wireroom: {line}", file=sys.stderr)
        sys.exit(error.code if isinstance(error, CommandError) else 1)


if __name__ == "__main__":
    main()
