"""Sets the confidences that cleaning states beside the share of answers that are right."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from schemas.articles import Evidence


class Scored(Protocol):
    """Which labelled fields of an article are right, and what we stated of each field."""

    @property
    def fields(self) -> Mapping[str, bool]: ...
    @property
    def evidence(self) -> Mapping[str, Evidence]: ...


class Calibration(NamedTuple):
    """``n`` answers of a kind: the confidence stated, and the share right, both from 0 to 1."""

    field: str
    method: str
    n: int
    stated: float
    right: float


def by_confidence(scores: Iterable[Scored]) -> list[Calibration]:
    """One row for each field and tenth of confidence, whose lower end is ``stated``."""
    bins: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for field, evidence, right in _answers(scores):
        bins[field, int(evidence.confidence * 10) / 10].append(right)
    return [
        Calibration(field, "", len(of), low, sum(of) / len(of))
        for (field, low), of in sorted(bins.items())
    ]


def by_method(scores: Iterable[Scored]) -> list[Calibration]:
    """One row for each field and method, the usual methods first; ``stated`` is the mean.

    The confidences set by hand can be set anew by it. A method of few answers tells little.
    """
    found: dict[tuple[str, str], list[tuple[float, bool]]] = defaultdict(list)
    for field, evidence, right in _answers(scores):
        found[field, evidence.method].append((evidence.confidence, right))
    rows = [
        Calibration(
            field, method, len(of), *(sum(column) / len(of) for column in zip(*of, strict=True))
        )
        for (field, method), of in found.items()
    ]
    return sorted(rows, key=lambda row: (row.field, -row.n, row.method))


def _answers(scores: Iterable[Scored]) -> Iterable[tuple[str, Evidence, bool]]:
    for one in scores:
        for field, right in one.fields.items():
            if field in one.evidence:
                yield field, one.evidence[field], right
