"""``wireroom show``: reads an article in the terminal."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.accounting.arguments import ArticleArgument, show_next

if TYPE_CHECKING:
    from services.cli.accounting.show import Shown


def register(app: typer.Typer) -> None:
    app.command("show", short_help="Read one article.")(show_command)


def show_command(
    article: ArticleArgument,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object: the document as it is stored.")
    ] = False,
) -> None:
    """Read an article as it is stored: its fields and text, whom and what it names, what was
    doubtful about it, and where it lies.

    Colours tell people, places and organisations apart, on a terminal only. Of an article that is
    not in the store it says where else it is and what to do next, and ends with 1.
    """
    from services.cli.accounting.show import fetch
    from services.cli.load_settings import load
    from services.cli.progress_display import ProgressDisplay
    from services.cli.tables import print_json
    from services.runtime.settings import Settings

    settings = load(Settings)
    with ProgressDisplay() as progress:
        progress.waiting_for("asking the store")
        shown = asyncio.run(fetch(settings, article, progress))
    if shown.document is None:
        _show_standing(shown)
    elif as_json:
        print_json(shown.document)
    else:
        _show_document(shown)


def _show_document(shown: "Shown") -> None:
    from services.cli.accounting.article_view import print_view, view
    from services.cli.console import GuardedConsole
    from services.cli.errors import CommandError

    assert shown.document is not None
    console = GuardedConsole(highlight=False)
    has_colours = console.is_terminal and not console.no_color
    try:
        lines = view(shown.document, shown.revisions, has_colours)
    except ValueError as error:
        raise CommandError(
            f"{shown.found.given}: its document is none of Wireroom's: {str(error).splitlines()[0]}"
        ) from error
    print_view(console, lines)
    if shown.found.letter is not None:
        letter, place = shown.found.letter, shown.found.letter_id
        typer.echo(
            f"\nThe dead letter that you named is not this text: {letter.service} "
            f"{letter.outcome} a message of this article ({letter.reason}).",
            err=True,
        )
        show_next([(f"dead show {place}", "shows that message")])


def _show_standing(shown: "Shown") -> None:
    from services.cli.errors import CommandError

    given = shown.found.given
    if shown.standing is None:
        raise CommandError(f"{given}: nothing is left of it on any topic or in the store")
    name = shown.found.article_id or given
    typer.echo(f"wireroom: {given} is not in the store: {shown.standing.words}", err=True)
    show_next([*shown.standing.next_commands(name), (f"explain {name}", "tells its whole way")])
    raise typer.Exit(1)
