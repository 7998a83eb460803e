"""``wireroom kb``: makes knowledge-base packs, and looks into them."""

import gzip
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.errors import CommandError

if TYPE_CHECKING:
    from services.tagging.kb.entry import KbEntry
    from services.tagging.kb.pack import Pack

group = typer.Typer(
    no_args_is_help=True,
    help="Make knowledge-base packs, which say what names mean, and look into them.",
    rich_markup_mode=None,
)
PackPath = Annotated[Path, typer.Argument(metavar="PACK", help="A pack's file.")]


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="kb")


@group.command("build")
def build_command(
    source: Annotated[Path, typer.Argument(metavar="IN", help="JSON Lines, or .gz; - for stdin.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The pack, such as mine.pack.")],
    name: Annotated[
        str | None, typer.Option(help="What the pack is called; by default as its file.")
    ] = None,
    wikidata: Annotated[
        bool, typer.Option("--wikidata", help="IN is a Wikidata JSON dump: .json, .gz or .bz2.")
    ] = False,
    languages: Annotated[
        str, typer.Option(help="With --wikidata: languages whose names are taken.")
    ] = "en,mul",
    least_linked: Annotated[
        int, typer.Option(min=0, help="With --wikidata: pages about it in Wikipedias, at least.")
    ] = 3,
) -> None:
    """Compile a knowledge base to a pack, in place of the one that is there.

    A line is one thing: {id, type, kind?, names{language: name}, aliases{language: [name]}?,
    ids{wikidata: Q30}?, lat?, lon?, country?, parent?, prior?}. The README tells more. Services
    that use the pack take the new one up between two batches.
    """
    from services.lab.packs.build_pack import build
    from services.lab.packs.wikidata import read_dump
    from services.tagging.kb.entry import BadLine, read_lines

    if str(source) != "-" and not source.is_file():
        raise CommandError(f"{source}: no such file")
    things: Iterable[KbEntry]
    if wikidata:
        things = read_dump(source, languages.split(","), least_linked=least_linked)
    else:
        things = read_lines(_lines(source))
    try:
        version = build(things, target, name or target.stem)
    except (BadLine, gzip.BadGzipFile, EOFError) as error:
        raise CommandError(f"{source}: {error}") from error
    typer.echo(f"{name or target.stem}@{version}")


@group.command("info")
def info_command(path: PackPath) -> None:
    """What is in a pack: its name and version, how many things, of which types."""
    from collections import Counter

    from services.cli.tables import print_table

    pack = _opened(path)
    types = Counter((one.type, one.kind or "") for one in pack.entries())
    typer.echo(f"{pack}  {pack.count:,} things, {path.stat().st_size:,} bytes")
    print_table(
        ("type", "kind", "things"),
        [(label, kind, f"{count:,}") for (label, kind), count in sorted(types.items())],
    )


@group.command("search")
def search_command(
    path: PackPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="In any case and spelling.")],
) -> None:
    """What a name may mean, as JSON Lines, the likeliest first; ends with 1 if nothing."""
    found = sorted(_opened(path).find(name), key=lambda one: -(one.entry.prior or 0))
    for match in found:
        typer.echo(match.entry.model_dump_json(exclude_defaults=True))
    if not found:
        raise typer.Exit(1)


def _opened(path: Path) -> "Pack":
    from services.tagging.kb.pack import BadPack, Pack

    try:
        return Pack(path)
    except BadPack as error:
        raise CommandError(str(error)) from error


def _lines(source: Path) -> Iterator[bytes]:
    if str(source) == "-":
        yield from sys.stdin.buffer
        return
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rb") as file:
        yield from file
