"""What the commands on one article share: how it is named, and how they say what to do next."""

from collections.abc import Sequence
from typing import Annotated

import typer

from services.cli.invocation import prefix

ArticleArgument = Annotated[
    str,
    typer.Argument(
        metavar="ARTICLE",
        help="An id (its first 8 characters are enough), a URL, the publisher's own id, a message "
        "such as articles.raw/3/17, a dead letter's id, or a file as it was published.",
    ),
]


def show_next(commands: Sequence[tuple[str, str]]) -> None:
    """Tell on standard error what one may do now: commands, and what each is for."""
    width = max(len(words) for words, _ in commands)
    typer.echo("\nnext:", err=True)
    for words, purpose in commands:
        typer.echo(f"  {prefix()} {words:<{width}}  {purpose}", err=True)
