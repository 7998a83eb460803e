"""What feeds and sitemaps are read into, and how their values are made plain."""

from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit

from w3lib.html import remove_tags, replace_entities

from services.runtime.formats.found import clean as text

__all__ = ["MOST_ENTRIES", "Entry", "Feed", "NoFeed", "date", "link", "plain", "text"]

MOST_ENTRIES = 5_000
"""A feed has some dozens of entries, a news sitemap 1,000 by its own rules."""
LONGEST_LINK = 8192


class NoFeed(Exception):
    """The bytes are no feed and no sitemap; one line says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article. ``html`` is its content, ``summary`` plain text."""

    id: str | None = None
    link: str | None = None
    title: str | None = None
    html: str | None = None
    summary: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    media: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """What it is known by in its source: its link, else its id, else what it says.

        The link comes first, for intake knows an article by its address: entry and page are one.
        """
        return self.link or self.id or self.digest

    @property
    def digest(self) -> str:
        """Changes when what it says changes."""
        said = (self.link, self.title, self.html or self.summary, self.updated)
        return sha256("\0".join(one or "" for one in said).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it was read. ``problems`` are lines for people; ``sitemaps`` those of an index."""

    title: str | None
    entries: tuple[Entry, ...]
    hub: str | None = None
    self_url: str | None = None
    problems: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def plain(html: str | None) -> str | None:
    """The text in a piece of HTML on one line, or None."""
    if not html:
        return None
    return text(" ".join(replace_entities(remove_tags(html)).split()))


def link(said: object, base: str) -> str | None:
    """A web address made absolute; None for what is none."""
    address = text(said)
    if address is None:
        return None
    try:
        whole = urljoin(base, address)
        is_web = urlsplit(whole).scheme in ("http", "https") and len(whole) < LONGEST_LINK
    except ValueError:
        return None
    return whole if is_web else None


def date(said: str | None, parsed: Any = None) -> str | None:
    """An ISO 8601 date with the feed's own offset where that is told; else the words as they are.

    ``parsed`` is a time in UTC as feedparser made it of them.
    """
    if said is None:
        return None
    try:
        return datetime.fromisoformat(said.strip()).isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else said
    except (ValueError, TypeError, OverflowError, OSError):
        return said
