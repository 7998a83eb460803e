"""The ``wireroom`` command: its groups of commands, and the one place where errors end."""

import sys

import typer

from services.cli import errors
from services.cli.accounting import audit_command, explain_command, show_command
from services.cli.dead_letters import command as dead_command
from services.cli.demo import command as demo_command
from services.cli.errors import CommandError
from services.cli.lab_commands import bench, eval, kb
from services.cli.messages import consume_command, publish_command, topics_command
from services.cli.monitor import lag_command, top_command
from services.cli.run import command as run_command

app = typer.Typer(
    name="wireroom",
    help="Raw scraped news articles in; enriched events and MongoDB documents out.\n\n"
    "Where Kafka and MongoDB are is said by the environment: WIREROOM_KAFKA, WIREROOM_MONGO. "
    "`wireroom demo` needs neither.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help takes half the time to appear.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for group in (
    demo_command,
    run_command,
    topics_command,
    publish_command,
    consume_command,
    dead_command,
    show_command,
    explain_command,
    audit_command,
    lag_command,
    top_command,
    bench,
    eval,
    kb,
):
    group.register(app)


def main() -> None:
    """Run the command line. Ends the process with 0, or 1 and one line on standard error."""
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
