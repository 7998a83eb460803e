"""Measures cleaning on labelled pages and texts, beside other cleaners: `wireroom eval cleaning`.

``labelled`` says what a folder holds. Sites of which articles were looked at while rules were made
(`dev`) stand apart from sites kept aside. The shipped models were trained on such texts. Where
LightGBM is installed, each text is therefore cleaned with models of other sites. Where it is not,
figures of texts that the models were trained on are too good.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from services.cleaning.html.blocks import model as block_model
from services.cleaning.html.blocks.model import BlockModel
from services.cleaning.lines import classifier
from services.cleaning.lines.classifier import LineModel
from services.cleaning.text_normalisation import comparison_key
from services.lab.cleaning import train, train_blocks
from services.lab.cleaning.block_examples import block_examples
from services.lab.cleaning.cleaners import Answer, installed_mediacloud, ours, stock
from services.lab.cleaning.examples import examples, quadruples
from services.lab.cleaning.labelled import ASIDE, Article, articles, fold_of
from services.lab.cleaning.prose_lost import ProseLost, prose_lost
from services.runtime.pool.gc_tuning import freeze_gc

Cleaner = Callable[[Article], Answer]
_MIN_EXAMPLES = 200  # for training models of other sites


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of one body, sentences that it lacks, and whether each field is right.

    None where nothing is labelled; ``fields`` holds labelled fields only.
    """

    id: str
    precision: float | None
    recall: float | None
    fields: Mapping[str, bool]
    seconds: float
    confidence: Mapping[str, float]
    prose: ProseLost | None = None


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


def _models_of_other_sites(path: Path) -> _Models:
    if find_spec("lightgbm") is None:
        return _Models({}, {})
    lines, blocks = list(examples(articles(path))), list(block_examples(articles(path)))
    return _Models(
        train.cross_train(lines) if len(lines) >= _MIN_EXAMPLES else {},
        train_blocks.cross_train(blocks) if len(blocks) >= _MIN_EXAMPLES else {},
    )


def score(article: Article, answer: Answer) -> Score:
    """Scores an answer: its body by word quadruples, or by labelled snippets."""
    expected = article["expected"]
    precision, recall = _body(expected, answer.body)
    fields = {}
    if expected.get("title"):
        fields["title"] = comparison_key(answer.title or "") == comparison_key(expected["title"])
    if expected.get("date"):
        fields["published"] = (answer.date or "")[:10] == str(expected["date"])[:10]
    if expected.get("authors") and answer.authors is not None:
        fields["authors"] = set(map(comparison_key, answer.authors)) == set(
            map(comparison_key, expected["authors"])
        )
    prose = prose_lost(expected["body"], answer.body) if expected.get("body") else None
    return Score(article["id"], precision, recall, fields, answer.seconds, answer.confidence, prose)


def _body(expected: Mapping[str, Any], body: str) -> tuple[float | None, float | None]:
    if expected.get("body"):
        wanted, given = quadruples(expected["body"]), quadruples(body)
        right = (wanted & given).total()
        precision = right / given.total() if given.total() else None
        return precision, right / max(1, wanted.total())
    if "with" in expected:
        flat = " ".join(body.split())
        kept = sum(" ".join(one.split()) in flat for one in expected["with"])
        wrong = sum(" ".join(one.split()) in flat for one in expected["without"])
        precision = kept / (kept + wrong) if kept + wrong else None
        return precision, kept / len(expected["with"]) if expected["with"] else None
    return None, None


def tables(path: Path, cleaners: Mapping[str, Cleaner]) -> dict[str, Any]:
    """Scores by source, part and cleaner, the reliability of our confidences, and all our scores.

    ``{"rows": [{source, part, cleaner, n, body, lost, title, published, authors, ms}],
    "reliability": [...], "scores": [Score]}``. Shares are from 0 to 1, None where nothing is
    labelled. ``lost`` is the share of labelled sentences that are missing; ``ms`` are milliseconds
    of processor time a page.
    """
    scores: dict[tuple[str, str, str], list[Score]] = defaultdict(list)
    models = _models_of_other_sites(path)
    freeze_gc()  # as a pool process does
    for article in articles(path):
        fold = fold_of(article)
        part = "aside" if fold == ASIDE else "dev"
        with models.used_for(fold):
            for name, cleaner in cleaners.items():
                key = (article["source"], part, name)
                scores[key].append(score(article, cleaner(article)))
    mine = [one for (_, _, name), of in scores.items() if name == "wireroom" for one in of]
    return {
        "rows": [
            {"source": source, "part": part, "cleaner": name, "n": len(of), **_row(of)}
            for (source, part, name), of in sorted(scores.items())
        ],
        "reliability": _reliability(mine),
        "scores": mine,
    }


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


def _reliability(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """For each field and tenth of confidence: how many answers, and the share of right ones."""
    bins: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for one in scores:
        for name, right in one.fields.items():
            if name in one.confidence:
                bins[name, int(one.confidence[name] * 10) / 10].append(right)
    return [
        {"field": name, "confidence": low, "n": len(of), "right": sum(of) / len(of)}
        for (name, low), of in sorted(bins.items())
    ]


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


def evaluate(path: Path, *, errors: bool = False) -> str:
    """The tables as text, and the pages that lose most prose; with ``errors`` the worst pages."""
    cleaners: dict[str, Cleaner] = {"wireroom": ours, "trafilatura": stock}
    if (other := installed_mediacloud()) is not None:
        cleaners["mediacloud"] = other
    result = tables(path, cleaners)
    lines = [
        f"{'source':18}{'part':6}{'cleaner':13}{'n':>4}   body   lost  title   date authors     ms"
    ]
    for row in result["rows"]:
        shares = "".join(
            f"{'–' if row[name] is None else format(row[name], '.3f'):>7}"
            for name in ("body", "lost", "title", "published", "authors")
        )
        named = f"{row['source']:18}{row['part']:6}{row['cleaner']:13}{row['n']:>4}"
        lines.append(f"{named}{shares}{row['ms']:>8.1f}")
    lines += ["", f"{'field':12}{'confidence':>11}{'n':>6}{'right':>8}"]
    for row in result["reliability"]:
        lines.append(
            f"{row['field']:12}{row['confidence']:>11.1f}{row['n']:>6}{row['right']:>8.2f}"
        )
    lines += ["", "sentences lost by wireroom:"]
    lines += [f"{prose.lost} of {prose.of} {id}" for prose, id in losing_most(result["scores"])]
    if errors:
        lines += ["", "worst:"]
        lines += [f"{f1:.3f} {id} {wrong}" for f1, id, wrong in worst(result["scores"])]
    return "\n".join(lines)
