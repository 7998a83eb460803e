"""What every reader of a format gives: articles as they were found, and problems with a place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LARGEST_PART = 16 * 1024 * 1024
"""Bytes of one page, letter or document that is read; a longer one is a problem."""


@dataclass(frozen=True, slots=True)
class Found:
    """One article as a file holds it. ``place`` tells where in the file, such as ``[3]``."""

    place: str
    html: str | None = None
    text: str | None = None
    title: str | None = None
    url: str | None = None
    source: str | None = None
    external_id: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    fetched_at: str | None = None
    language: str | None = None
    meta: dict[str, str] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """The fields of a RawArticle that are known."""
        names = (
            *("html", "text", "title", "url", "source", "external_id"),
            *("published_at", "fetched_at", "language", "meta"),
        )
        known = {name: value for name in names if (value := getattr(self, name))}
        return known | ({"authors": list(self.authors)} if self.authors else {})


@dataclass(frozen=True, slots=True)
class Problem:
    """What can't be read, where in the file, and why, in words for people."""

    place: str
    reason: str


Reading = Iterator[Found | Problem]


def clean(said: object) -> str | None:
    """A value as text that can be written as UTF-8, without space around; None if it is empty."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        said = str(said)
    if not isinstance(said, str):
        return None
    return said.encode("utf-8", "replace").decode().strip() or None
