"""Puts the measures of tagging together as tables to print."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from services.lab.tagging.evaluate import Stock, mention_errors, mention_scores, worst
from services.lab.tagging.evaluate_entities import WRONG, Believed, Verdict, believed, right_share
from services.lab.tagging.evaluate_identity import identity_errors, identity_scores
from services.lab.tagging.evaluate_links import link_errors, link_scores
from services.lab.tagging.evaluate_oracle import oracle_errors, oracle_scores
from services.lab.tagging.labelled import agreement
from services.lab.tagging.labelled_links import LinkCounts
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
    yield _labelled_links({part: one.links for part, one in ours.items()}, "links of articles")
    if ours:
        links = ours["all"].links
        by_type = {one: links.of_type(one) for one in sorted(links.linkable | links.linked)}
        yield _labelled_links(by_type, "links by type")
    if UNSEEN in ours:
        yield from _confidence(ours[UNSEEN])
    counts = ours[UNSEEN].by_type if UNSEEN in ours else Counter[tuple[str, Verdict]]()
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


UNSEEN = "test"
"""The part of the labelled articles that nothing was learned from."""

BANDS = ((0.9, 1.0), (0.7, 0.899), (0.5, 0.699), (0.0, 0.499))
"""Confidence from and to."""

LEAST = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Values of ``min_confidence``."""


def _confidence(unseen: Believed) -> Iterator[Table]:
    """How many of ours are right at which confidence, on articles that nothing was learned from."""
    types = sorted({type_ for type_, *_ in unseen.certain})
    yield (
        ("confidence", *(f"{least} to {most:.1f}: ours, right" for least, most in BANDS)),
        [
            (type_ or "all", *(_counted(unseen.right_from(*band, type_)) for band in BANDS))
            for type_ in (*types, None)
        ],
    )
    yield (
        ("min_confidence", "ours", "right", "of the labelled, right"),
        [
            (f"{least}", f"{counts.total():,}", *_shares(right, counts[True] / unseen.wanted))
            for least in LEAST
            for counts in (unseen.right_from(least),)
            for right in (counts[True] / max(counts.total(), 1),)
        ],
    )


def _counted(counts: Counter[bool]) -> str:
    count = counts.total()
    return f"{count:,}, {counts[True] / count:.2f}" if count else "0"


def _labelled_links(rows: Mapping[str, LinkCounts], measure: str) -> Table:
    return (
        (measure, "no id", "linkable", "linked right", "recall", "links", "wrong", "share wrong"),
        [
            (
                *(row, f"{one.unlinkable.total():,}", f"{one.linkable.total():,}"),
                *(f"{one.right.total():,}", *_shares(one.recall)),
                *(f"{one.linked.total():,}", f"{one.wrong.total():,}", *_shares(one.wrong_share)),
            )
            for row, one in rows.items()
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
