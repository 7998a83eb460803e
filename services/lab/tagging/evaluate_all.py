"""Puts the measures of tagging together as tables to print."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from services.lab.tagging.evaluate import Stock, mention_errors, mention_scores, worst
from services.lab.tagging.evaluate_entities import WRONG, believed, right_share
from services.lab.tagging.evaluate_identity import identity_errors, identity_scores
from services.lab.tagging.evaluate_links import link_errors, link_scores
from services.lab.tagging.evaluate_oracle import oracle_errors, oracle_scores
from services.lab.tagging.labelled import agreement
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.ner.spacy_model import SpacyModel

Table = tuple[Sequence[str], list[Sequence[str]]]
"""The names of the columns, and the rows."""


class CachedModel(SpacyModel):
    """A model that reads each text once, however many measures ask for it."""

    def __init__(self, model: SpacyModel) -> None:
        self.name = model.name
        self._model = model
        self._spans: dict[tuple[str, ...], list[Span]] = {}

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        keys = [tuple(one.values()) for one in articles]
        new = [one for key, one in zip(keys, articles, strict=True) if key not in self._spans]
        for article, found in zip(new, self._model.find(new), strict=True):
            self._spans[tuple(article.values())] = list(found)
        return [list(self._spans[key]) for key in keys]


def tables(path: Path, model: SpacyModel, stock: Stock, *, errors: bool = False) -> Iterator[Table]:
    """A table for each measure that ``path`` has data for; ``errors`` adds the commonest errors."""
    model = CachedModel(model)
    yield from _entities(path, model, stock)
    scores = [*mention_scores(path, model, stock), *identity_scores(path, model)]
    yield (
        ("measure", "source", "part", "mentions", "stock", "ours"),
        [(a.measure, a.source, a.part, f"{a.count:,}", *_shares(a.stock, a.ours)) for a in scores],
    )
    yield (
        ("links in", "part", "marked", "linked", "precision"),
        [
            (a.source, a.part, f"{a.marked:,}", f"{a.linked:,}", *_shares(a.precision))
            for a in link_scores(path, model)
        ],
    )
    with TemporaryDirectory() as folder:
        rows = oracle_scores(path, model, Path(folder))
        yield (
            # "usual" and "told" are shares of all marked mentions, "of found" of those that we
            # found by ourselves.
            ("oracle links in", "part", "marked", "usual", "told", "found", "of found"),
            [
                (
                    *(a.source, a.part, f"{a.count:,}", *_shares(a.usual, a.given)),
                    *(f"{a.found_count:,}", *_shares(a.found)),
                )
                for a in rows
            ],
        )
    if errors:
        yield _errors(path, model)


def _agreement() -> Table:
    count, *agreed = agreement()
    return (
        ("labelled twice", "same place", "accepted type", "same type", "same mentions"),
        [(f"{count:,}", *_shares(*(one / count for one in agreed)))],
    )


def _entities(path: Path, model: SpacyModel, stock: Stock) -> Iterator[Table]:
    theirs, ours = believed(path, model, stock)
    if ours:
        yield _agreement()
    yield (
        (
            "entities",
            "labelled",
            "right, stock",
            "ours",
            "top 8, stock",
            "ours",
            "found, stock",
            "ours",
        ),
        [
            (
                *(part, f"{one.wanted:,}"),
                *_shares(theirs[part].right_share, one.right_share),
                *_shares(theirs[part].salient_share, one.salient_share),
                *_shares(theirs[part].found_share, one.found_share),
            )
            for part, one in ours.items()
        ],
    )
    counts = ours["all"].by_type if ours else {}
    yield (
        ("type", "right", *WRONG, "share right"),
        [
            (
                type_,
                *(f"{counts[type_, verdict]:,}" for verdict in ("right", *WRONG)),
                *_shares(right_share(counts, type_)),
            )
            for type_ in sorted({type_ for type_, _ in counts})
        ],
    )


def _errors(path: Path, model: SpacyModel) -> Table:
    with TemporaryDirectory() as folder:
        kinds = [
            worst(mention_errors(path, model)),
            worst(identity_errors(path, model)),
            worst(link_errors(path, model)),
            worst(oracle_errors(path, model, Path(folder))),
        ]
    return (
        ("times", "measure", "wrong", "name", "first"),
        [
            (str(count), one.measure, one.wrong, one.name, one.text)
            for kind in kinds
            for count, one in kind
        ],
    )


def _shares(*values: float) -> tuple[str, ...]:
    return tuple(f"{value:.3f}" for value in values)
