"""Measures cleaning on labelled pages and texts, beside other cleaners: `wireroom eval cleaning`.

``labelled`` says what a folder holds. Sites of which articles were looked at while rules were made
(`dev`) stand apart from sites kept aside. The shipped models were trained on such articles. Where
LightGBM is installed, each fold is therefore cleaned with models of the other folds, which hold
other sites. Where it is not, or a folder holds too little, the shipped models are measured: the
figures of articles that they were trained on are too good. The output says which it was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from services.cleaning.html.blocks import model as block_model
from services.cleaning.html.blocks.model import BlockModel
from services.cleaning.lines import classifier
from services.cleaning.lines.classifier import LineModel
from services.lab.cleaning import train, train_blocks
from services.lab.cleaning.block_examples import block_examples
from services.lab.cleaning.calibrate import by_confidence, by_method
from services.lab.cleaning.cleaners import Cleaner, load, others, ours
from services.lab.cleaning.examples import examples
from services.lab.cleaning.labelled import ASIDE, articles, fold_of
from services.lab.cleaning.prose_lost import ProseLost
from services.lab.cleaning.scores import Score, score
from services.runtime.pool.gc_tuning import freeze_gc

_MIN_EXAMPLES = 200  # for training models of other sites
_SHARES = ("body", "lost", "title", "published", "authors")
_FIGURES = (*_SHARES, "ms")


class _Models(NamedTuple):
    """For each fold the models of the other folds; none where they cannot be trained."""

    lines: Mapping[int, LineModel]
    blocks: Mapping[int, BlockModel]

    @contextmanager
    def used_for(self, fold: int) -> Iterator[None]:
        with (
            classifier.use_model(self.lines.get(fold)),
            block_model.use_model(self.blocks.get(fold)),
        ):
            yield

    def __str__(self) -> str:
        said = [
            f"{', '.join(map(str, sorted(of))) or 'no fold'} ({name})"
            for name, of in (("lines", self.lines), ("blocks", self.blocks))
        ]
        return "trained on the other folds for " + " and for ".join(said) + ", else as shipped"


def _models_of_other_sites(path: Path) -> _Models:
    if find_spec("lightgbm") is None:
        return _Models({}, {})
    lines, blocks = list(examples(articles(path))), list(block_examples(articles(path)))
    return _Models(
        train.cross_train(lines) if len(lines) >= _MIN_EXAMPLES else {},
        train_blocks.cross_train(blocks) if len(blocks) >= _MIN_EXAMPLES else {},
    )


def tables(path: Path, cleaners: Mapping[str, Cleaner], *, folds: bool = False) -> dict[str, Any]:
    """Scores by source, part and cleaner, our confidences beside the truth, and all our scores.

    ``{"rows": [{source, part, cleaner, n, body, lost, title, published, authors, ms}],
    "confidences": [...], "methods": [...], "scores": [Score], "pages_a_second": {cleaner: rate},
    "models": str}``. Shares are from 0 to 1, None where nothing is labelled. ``lost`` is the share
    of labelled sentences that are missing; ``ms`` are milliseconds of processor time a page, and
    ``pages_a_second`` counts HTML pages by seconds of it. With ``folds`` there is a row for each
    fold too, and for the plain mean of a figure over the folds (part ``mean``).
    """
    scores: dict[tuple[str, int, str], list[Score]] = defaultdict(list)
    models = _models_of_other_sites(path)
    for article in islice(articles(path), 1):
        for cleaner in cleaners.values():
            cleaner(article)  # what they load at their first use is no page's time
    load()
    freeze_gc()  # as a pool process does
    for article in articles(path):
        fold = fold_of(article)
        with models.used_for(fold):
            for name, cleaner in cleaners.items():
                if answer := cleaner(article):
                    key = (article["source"], fold, name)
                    scores[key].append(score(article, answer))
    by_cleaner = {
        name: [one for (_, _, by), of in scores.items() if by == name for one in of]
        for name in cleaners
    }
    dev = [
        one
        for (_, fold, by), of in scores.items()
        if by == "wireroom" and fold != ASIDE
        for one in of
    ]
    return {
        "rows": [*_rows_by_part(scores), *(_rows_by_fold(scores) if folds else [])],
        "confidences": by_confidence(by_cleaner["wireroom"]),
        "methods": by_method(dev),
        "scores": by_cleaner["wireroom"],
        "pages_a_second": {name: _pages_a_second(of) for name, of in by_cleaner.items()},
        "models": str(models),
    }


_Scores = Mapping[tuple[str, int, str], Sequence[Score]]


def _rows_by_part(scores: _Scores) -> list[dict[str, Any]]:
    parts: dict[tuple[str, str, str], list[Score]] = defaultdict(list)
    for (source, fold, name), of in scores.items():
        parts[source, "aside" if fold == ASIDE else "dev", name] += of
    return [
        {"source": source, "part": part, "cleaner": name, "n": len(of), **_row(of)}
        for (source, part, name), of in sorted(parts.items())
    ]


def _rows_by_fold(scores: _Scores) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"source": source, "part": f"{fold}", "cleaner": name, "n": len(of), **_row(of)}
        for (source, fold, name), of in sorted(scores.items())
    ]
    for source, name in sorted({(source, name) for source, _, name in scores}):
        of = [row for row in rows if (row["source"], row["cleaner"]) == (source, name)]
        means = {figure: _mean([row[figure] for row in of]) for figure in _FIGURES}
        total = sum(row["n"] for row in of)
        rows.append({"source": source, "part": "mean", "cleaner": name, "n": total, **means})
    return sorted(rows, key=lambda row: (row["source"], row["part"]))


def _pages_a_second(scores: Sequence[Score]) -> float | None:
    """HTML pages by seconds of processor time."""
    seconds = [one.seconds for one in scores if one.is_page]
    return len(seconds) / sum(seconds) if sum(seconds) else None


def _row(scores: Sequence[Score]) -> dict[str, float | None]:
    precision = _mean([one.precision for one in scores])
    recall = _mean([one.recall for one in scores])
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return {
        "body": f1,
        "lost": _share_lost([one.prose for one in scores if one.prose]),
        **{
            name: _mean([float(one.fields[name]) for one in scores if name in one.fields])
            for name in ("title", "published", "authors")
        },
        "ms": 1000 * sum(one.seconds for one in scores) / len(scores),
    }


def _share_lost(prose: Sequence[ProseLost]) -> float | None:
    sentences = sum(one.of for one in prose)
    return sum(one.lost for one in prose) / sentences if sentences else None


def losing_most(scores: Sequence[Score], most: int = 10) -> list[tuple[ProseLost, str]]:
    """The pages that lose the most sentences: how many of how many, and the id."""
    found = [(one.prose, one.id) for one in scores if one.prose and one.prose.lost]
    return sorted(found, key=lambda of: (-of[0].lost, of[1]))[:most]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def worst(scores: Sequence[Score], most: int = 20) -> list[tuple[float, str, str]]:
    """The pages cleaned worst: F1 of the body, id, and what is wrong."""
    scored = [
        (
            2 * one.precision * one.recall / max(1e-9, one.precision + one.recall)
            if one.precision and one.recall
            else 0.0,
            one.id,
            " ".join([_why(one), *(name for name, right in one.fields.items() if not right)]),
        )
        for one in scores
        if one.recall is not None
    ]
    return sorted(scored)[:most]


def _why(one: Score) -> str:
    precision, recall = one.precision or 0.0, one.recall or 0.0
    much = f"of the body's words {precision:.2f} are right, {recall:.2f} of the right ones are kept"
    return f"{'keeps too much' if precision < recall else 'leaves out'} ({much})"


def evaluate(
    path: Path, *, errors: bool = False, folds: bool = False, methods: bool = False
) -> str:
    """The tables as text, the pages that lose most prose, and the pages a second.

    ``errors`` adds the worst pages, ``folds`` each fold's figures, ``methods`` how right each way
    of finding a field is.
    """
    result = tables(path, {"wireroom": ours, **others()}, folds=folds)
    lines = [
        f"{'source':18}{'part':6}{'cleaner':15}{'n':>4}   body   lost  title   date authors     ms"
    ]
    for row in result["rows"]:
        shares = "".join(
            f"{'–' if row[name] is None else format(row[name], '.3f'):>7}" for name in _SHARES
        )
        named = f"{row['source']:18}{row['part']:6}{row['cleaner']:15}{row['n']:>4}"
        lines.append(f"{named}{shares}{row['ms']:>8.1f}")
    lines += [f"models: {result['models']}"]
    lines += ["", f"{'field':12}{'confidence':>11}{'n':>6}{'right':>8}"]
    lines += [
        f"{row.field:12}{row.stated:>11.1f}{row.n:>6}{row.right:>8.2f}"
        for row in result["confidences"]
    ]
    if methods:
        lines += ["", f"{'field':12}{'n':>6}{'stated':>8}{'right':>8}  method (dev folds)"]
        lines += [
            f"{row.field:12}{row.n:>6}{row.stated:>8.2f}{row.right:>8.2f}  {row.method}"
            for row in result["methods"]
        ]
    lines += ["", "sentences lost by wireroom:"]
    lines += [f"{prose.lost} of {prose.of} {id}" for prose, id in losing_most(result["scores"])]
    if errors:
        lines += ["", "worst:"]
        lines += [f"{f1:.3f} {id} {wrong}" for f1, id, wrong in worst(result["scores"])]
    return "\n".join([*lines, "", _speed(result["pages_a_second"])])


def _speed(rates: Mapping[str, float | None]) -> str:
    told = [f"{name} {rate:.1f}" for name, rate in rates.items() if rate]
    mine, stock = rates["wireroom"], rates["trafilatura"]
    ratio = f"; wireroom / trafilatura with metadata {mine / stock:.2f}" if mine and stock else ""
    return f"pages/CPU s: {', '.join(told) or 'no pages'}{ratio}"
