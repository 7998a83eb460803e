"""A value and why we believe it: what every finder in this package returns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from schemas.articles import Evidence, Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """``confidence`` is the probability that ``value`` is right; ``span`` lies in the raw text."""

    value: T
    method: str
    confidence: float
    span: Span | None = None

    def agreed(self, with_method: str, confidence: float) -> "Finding[T]":
        """The same value, now that a second source says it too."""
        return replace(
            self,
            method=f"{self.method}+{with_method}",
            confidence=max(self.confidence, confidence),
        )

    @property
    def evidence(self) -> Evidence:
        return Evidence(method=self.method, confidence=round(self.confidence, 2), span=self.span)


def best(findings: Iterable[Finding[T] | None]) -> Finding[T] | None:
    """The most confident; of equals the first."""
    return max(
        (finding for finding in findings if finding is not None),
        key=lambda finding: finding.confidence,
        default=None,
    )
