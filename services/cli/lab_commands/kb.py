"""``wireroom kb``: makes knowledge-base packs, and looks into them."""

import gzip
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.cli.errors import CommandError
from services.cli.tables import JsonLines

if TYPE_CHECKING:
    from services.tagging.kb.entry import KbEntry
    from services.tagging.kb.pack_stack import PackStack

group = typer.Typer(
    no_args_is_help=True,
    help="Look names up in the knowledge base, and make packs of your own.",
    rich_markup_mode=None,
)


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
    ids{wikidata: Q30}?, lat?, lon?, country?, parent?, prior?}. docs/knowledge-base.md tells more.
    Services that use the pack take the new one up between two batches.
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


@group.command("info", short_help="What is in the packs: how many entries, of which types.")
def info_command(
    packs: Annotated[
        list[Path] | None, typer.Argument(metavar="PACK", help="Packs' files, instead of ours.")
    ] = None,
    as_json: JsonLines = False,
) -> None:
    """What is in the packs: name and version of each, how many entries, of which types.

    Without a PACK those that tagging uses: the ones in WIREROOM_KB_PACKS and the one that ships.
    """
    from services.cli.tables import print_json, print_table

    for number, (path, pack) in enumerate(_opened(packs or []).packs.items()):
        types = Counter((one.type, one.kind or "") for one in pack.entries())
        size = path.stat().st_size
        if as_json:
            print_json(
                {
                    "pack": str(pack),
                    "file": str(path),
                    "bytes": size,
                    "entries": pack.count,
                    "types": [
                        {"type": label, "kind": kind or None, "entries": count}
                        for (label, kind), count in sorted(types.items())
                    ],
                }
            )
            continue
        typer.echo(
            ("\n" if number else "") + f"{pack}  {pack.count:,} entries, {size:,} bytes, {path}"
        )
        print_table(
            ("type", "kind", "entries"),
            [(label, kind, f"{count:,}") for (label, kind), count in sorted(types.items())],
        )


@group.command("search", short_help="What a name may mean, the likeliest first.")
def search_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="In any case and spelling.")],
    packs: Annotated[
        list[Path] | None,
        typer.Option("--pack", metavar="PACK", help="A pack's file, instead of ours; repeatable."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line: each entry as its pack has it.")
    ] = False,
) -> None:
    """What a name may mean, the likeliest first; ends with 1 if nothing.

    Looks into the packs that tagging uses: those in WIREROOM_KB_PACKS and the one that ships.
    """
    from services.cli.tables import print_json, print_table

    stack = _opened(packs or [])
    found = sorted(stack.find(name), key=lambda one: -(one.entry.prior or 0))
    if not found:
        raise CommandError(f"nothing is called {name} in {', '.join(stack.versions)}")
    if as_json:
        for match in found:
            print_json(match.entry.model_dump(mode="json", exclude_defaults=True))
        return
    print_table(
        ("id", "name", "type", "kind", "country", "prior", "known by this name"),
        [
            (
                match.entry.id,
                match.entry.name,
                match.entry.type,
                match.entry.kind or "",
                match.entry.country or "",
                "" if match.entry.prior is None else f"{match.entry.prior:.2f}",
                "usually" if match.usual else "also",
            )
            for match in found
        ],
    )


def _opened(packs: Sequence[Path]) -> "PackStack":
    """The named packs alone, or those that tagging uses."""
    from services.cli.load_settings import load
    from services.tagging.kb.pack import BadPack
    from services.tagging.kb.pack_stack import PackStack
    from services.tagging.settings import TaggingSettings

    files = [
        file
        for path in packs
        for file in (sorted(path.glob("*.pack")) if path.is_dir() else [path])
    ]
    for file in files:
        if not file.is_file():
            raise CommandError(f"{file}: no such file")
    if packs and not files:
        raise CommandError(f"{packs[0]}: no .pack file in it")
    # What it logs of a bad file is said by the error.
    logging.getLogger("services.tagging.kb.pack_stack").setLevel(logging.CRITICAL)
    try:
        if files:
            *above, last = files
            return PackStack(",".join(map(str, above)), starter=last)
        return PackStack(load(TaggingSettings, offline=True).kb_packs)
    except BadPack as error:
        hint = "" if files else " (WIREROOM_KB_PACKS)"
        raise CommandError(f"{error}{hint}") from error


def _lines(source: Path) -> Iterator[bytes]:
    if str(source) == "-":
        yield from sys.stdin.buffer
        return
    opened = gzip.open if source.suffix == ".gz" else open
    with opened(source, "rb") as file:
        yield from file
