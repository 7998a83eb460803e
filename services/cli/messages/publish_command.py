"""``wireroom publish``: puts articles from files, folders or standard input on ``articles.raw``."""

import asyncio
import sys
import time
from typing import Annotated

import typer

from services.cli.errors import CommandError

EVERY_SECONDS = 2.0
"""Where nothing can move on the screen, a line tells so often what we wait for."""


def register(app: typer.Typer) -> None:
    app.command("publish", short_help="Put articles on articles.raw.")(publish_command)


def publish_command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH…|-",
            help="Files (.txt, .html, .json, .jsonl, .csv, .parquet, .warc, .eml, .mbox, .xml; "
            "packed too: .gz, .bz2, .xz, .zst, .zip, .tar), folders of them, "
            "or - for JSON lines on standard input.",
        ),
    ] = None,
    samples: Annotated[
        bool,
        typer.Option(
            "--samples", help="The articles that come with Wireroom; two are broken on purpose."
        ),
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The publisher's name where a file says none. JSON says its own.",
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="For one .txt or .html file: where the page was found."),
    ] = None,
    ids_from_names: Annotated[
        bool,
        typer.Option(
            "--ids-from-names",
            help="With --source: the file's path in its folder is the source's id for it.",
        ),
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="What the files are in, where they do not say it."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(min=0.01, metavar="N", help="So many messages a second, at most."),
    ] = None,
    wait: Annotated[
        bool,
        typer.Option("--wait", help="Wait until each article is stored or otherwise at an end."),
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="With --wait: so long at most.")
    ] = 120.0,
    list_all: Annotated[
        bool, typer.Option("--list", help="Name every article, also if there are more than 50.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line for each article.")
    ] = False,
    unchecked: Annotated[
        bool,
        typer.Option(
            "--unchecked",
            "--raw",
            help="Publish lines and .json files as they are, also what intake will reject.",
        ),
    ] = False,
) -> None:
    """Publish articles onto articles.raw, and say of each its article_id and what became of it.

    A .json file holds one article or a list, a .jsonl file one a line; .txt, .html and .eml files
    are an article each. Feeds, NITF, NewsML-G2, ninjs, WARC, mailboxes and tables hold many; an
    archive is read as a folder. What intake would reject is not published. All that can be read is;
    the rest is named with the reason, and the command ends with 1. Other files in a folder are
    named too, and are no error.

    An article is known by its url, or by its source and external_id; where it has neither, by its
    content. A .txt or .html file has neither unless you say so: with --url, or with --source and
    --ids-from-names. Then a changed file is a revision of the same article, else another article.
    --source alone changes nothing in that.
    """
    from services.cli.inputs.drafts import ReadOptions
    from services.cli.inputs.input_files import InputFile, find_files, sample_files
    from services.cli.load_settings import load
    from services.cli.messages.publication import PublishOptions, publish_files
    from services.cli.messages.report import Report
    from services.cli.progress_display import ProgressDisplay
    from services.intake.settings import IntakeSettings
    from services.runtime.formats.text import python_codec

    if not paths and not samples:
        raise CommandError("nothing to publish: name files or folders, or - for standard input", 2)
    if ids_from_names and not source:
        raise CommandError("--ids-from-names needs --source", 2)
    codec = python_codec(encoding) if encoding else None
    if encoding and codec is None:
        raise CommandError(f"--encoding {encoding}: no encoding of that name", 2)
    settings = load(IntakeSettings)
    files = [*find_files(paths or []), *(sample_files() if samples else [])]
    pages = [one for one in files if isinstance(one, InputFile) and one.kind in ("text", "html")]
    if url and len(pages) != 1:
        raise CommandError(f"--url is for one .txt or .html file; there are {len(pages)}", 2)
    report = Report(
        # Looked up each time: while something moves there, it is not the same.
        lambda line: print(line, file=sys.stderr, flush=True),
        list_all=list_all,
        as_json=as_json,
        waits=wait,
    )
    kinds = {one.kind for one in files if isinstance(one, InputFile)}
    if source and kinds <= {"json", "jsonl"}:
        report.say("--source changes nothing here: JSON says its own")
    if "-" in (paths or []) and sys.stdin.isatty():
        report.say('reading JSON lines from the terminal, such as {"text": "…"}; Ctrl-D ends them')
    reading = ReadOptions(source, url, ids_from_names, codec, unchecked, settings.max_article_bytes)
    options = PublishOptions(reading, rate, timeout if wait else None)
    began, stopped_by = time.monotonic(), None
    try:
        if any(isinstance(one, InputFile) for one in files):
            with ProgressDisplay(heartbeat=EVERY_SECONDS) as display:
                work = publish_files(settings, files, options, report, display)
                stopped_by = asyncio.run(work)
        else:
            for one in files:
                if not isinstance(one, InputFile):
                    report.add_other(one)
    except BaseException:
        report.finish()
        raise
    report.finish()
    nothing = not report.published and not report.is_good
    if not nothing:
        report.say(report.totals(time.monotonic() - began))
    if stopped_by is not None:
        report.say("stopped before the end")
        raise typer.Exit(128 + stopped_by)
    if nothing:
        raise CommandError("nothing was published")
    if not report.is_good:
        raise typer.Exit(1)
