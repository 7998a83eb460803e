"""``wireroom eval copies``: copies among texts that the model has not learned from."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from services.lab.stories.labelled_copies import FOLDS, LabelledPair, labelled_pairs, texts
from services.lab.stories.train_copies import grow, news_of
from services.stories.copies.copy_model import CopyModel
from services.stories.copies.finder import CopyFinder
from services.stories.copies.wording import Wording

BASELINE_RUN = 4
BASELINE_STEPS = 50
"""Thresholds of the baseline that are tried; the best is taken, which is kind to it."""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """How one way did on all pairs: F1 of copies, and the share of each label that it joined."""

    way: str
    pairs: int
    f1: float
    joined: Mapping[str, float]
    per_second: float | None
    """Texts a CPU second, read one by one."""


def evaluate_copies(path: Path) -> Iterator[CopyRow]:
    """4-word runs of either text in the other, then ours: each pair by a model of other folds."""
    known, labelled, made = texts(path), labelled_pairs(path), news_of(path)
    yield _baseline(labelled, known)
    joined: list[bool] = []
    judged: list[LabelledPair] = []
    taken = 0.0
    for fold in range(FOLDS):
        own = [pair for pair in labelled if pair.fold == fold]
        if not own:
            continue
        model = CopyModel(grow([pair for pair in labelled if pair.fold != fold], known, made))
        begun = process_time()
        firsts = first_texts(list(known.values()), model)
        taken += (process_time() - begun) / FOLDS
        judged += own
        joined += [firsts[pair.one] == firsts[pair.other] for pair in own]
    yield _row("wireroom", judged, joined, len(known) / max(taken, 1e-9))


def first_texts(articles: Sequence[Wording], model: CopyModel) -> dict[str, str]:
    """For each text the one that its copies begin with, itself if it is an original."""
    finder = CopyFinder(model)
    return {text.article_id: finder.find(text).copy_of or text.article_id for text in articles}


def _row(
    way: str, pairs: Sequence[LabelledPair], joined: Sequence[bool], per_second: float | None
) -> CopyRow:
    right = sum(is_one for pair, is_one in zip(pairs, joined, strict=True) if pair.is_copy)
    copies, found = sum(pair.is_copy for pair in pairs), sum(joined)
    both = Counter(pair.label for pair, is_one in zip(pairs, joined, strict=True) if is_one)
    total = Counter(pair.label for pair in pairs)
    return CopyRow(
        way,
        len(pairs),
        2 * right / max(1, copies + found),
        {label: both[label] / count for label, count in sorted(total.items())},
        per_second,
    )


def _baseline(pairs: Sequence[LabelledPair], known: Mapping[str, Wording]) -> CopyRow:
    shares = [_containment(known[pair.one], known[pair.other]) for pair in pairs]
    rows = [
        _row(
            f"{BASELINE_RUN} words",
            pairs,
            [share >= step / BASELINE_STEPS for share in shares],
            None,
        )
        for step in range(1, BASELINE_STEPS + 1)
    ]
    return max(rows, key=lambda row: row.f1)


def _containment(one: Wording, other: Wording) -> float:
    """The share of the shorter text's runs that the other has."""
    runs, others = one.runs_of(BASELINE_RUN), other.runs_of(BASELINE_RUN)
    return (runs & others).total() / max(1, min(runs.total(), others.total()))
