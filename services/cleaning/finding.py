"""A value with its evidence: what every function that finds a field returns."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from schemas.articles import Evidence, Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A value, by which method it was found, and how probably it is right.

    ``span`` is where it stands in the raw text, if it does.
    """

    value: T
    method: str
    confidence: float
    span: Span | None = None

    def agreed(self, with_method: str, confidence: float) -> "Finding[T]":
        """The same value after a second source gave it too; the confidence does not fall."""
        return replace(
            self,
            method=f"{self.method}+{with_method}",
            confidence=max(self.confidence, confidence),
        )

    @property
    def evidence(self) -> Evidence:
        """The evidence as the schema has it, without the value."""
        return Evidence(method=self.method, confidence=round(self.confidence, 2), span=self.span)


def best(findings: Iterable[Finding[T] | None]) -> Finding[T] | None:
    """The finding with the highest confidence, the first of equals; None if there is none."""
    return max(
        (finding for finding in findings if finding is not None),
        key=lambda finding: finding.confidence,
        default=None,
    )
