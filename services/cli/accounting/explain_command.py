"""``wireroom explain``: tells one article's whole way, from its message to its document."""

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.accounting.arguments import ArticleArgument, show_next

if TYPE_CHECKING:
    from services.cli.accounting.timeline import Step


def register(app: typer.Typer) -> None:
    app.command("explain", short_help="Tell one article's whole way.")(explain_command)


def explain_command(
    article: ArticleArgument,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line, for each step.")
    ] = False,
) -> None:
    """Tell what became of an article: each stage with its outcome, time, attempts and reason, and
    where its messages and documents lie.

    Reads all topics from their beginnings: on a large cluster that takes its time. Ends with 1
    if nothing is known.
    """
    from services.cli.accounting.explain import explain_article
    from services.cli.accounting.standing import standing
    from services.cli.errors import CommandError
    from services.cli.load_settings import load
    from services.cli.progress_display import ProgressDisplay
    from services.cli.tables import print_json, print_table
    from services.runtime.settings import Settings

    settings = load(Settings)
    with ProgressDisplay() as progress:
        progress.waiting_for("asking the store")
        found, steps = asyncio.run(explain_article(settings, article, progress))
    if not steps:
        raise CommandError(f"{article}: nothing is left of it on any topic or in the store")
    if as_json:
        for step in steps:
            print_json(step.as_dict)
        return
    now = standing(steps)
    typer.echo(f"article  {found.article_id or 'none: no message of it holds one'}")
    if now is not None:
        typer.echo(f"now      {now.words}")
    typer.echo()
    print_table(*as_table(steps), wrapped="what")
    if now is not None:
        show_next(now.next_commands(found.article_id or article))


def as_table(steps: Sequence["Step"]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Columns and rows for people: ids shortened; only columns that tell something."""
    several_revisions = len({step.revision for step in steps} - {None}) > 1
    several_attempts = any(step.attempts > 1 for step in steps)
    cells = {
        "time (UTC)": [_clock(step.time) for step in steps],
        "service": [step.service for step in steps],
        "outcome": [step.outcome for step in steps],
        "revision": [(step.revision or "")[:8] for step in steps] if several_revisions else [],
        "attempt": [str(step.attempts) for step in steps] if several_attempts else [],
        "where": [short_place(step.place) for step in steps],
        "what": [step.detail for step in steps],
    }
    shown = {name: column for name, column in cells.items() if column}
    return list(shown), [list(row) for row in zip(*shown.values(), strict=True)]


def _clock(time: str) -> str:
    return time.replace("T", " ").removesuffix("+00:00").removesuffix("Z")


def short_place(place: str) -> str:
    """A message's place as it is; of a document the first digits, which name it too."""
    return re.sub(r"(?<=/)([0-9a-f]{12})[0-9a-f]{20}(:[0-9a-f]{8})?[0-9a-f]*", r"\1\2", place)
