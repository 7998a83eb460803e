"""Which entries of a feed are new or changed, and the articles that they become."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from schemas.articles import RawArticle
from services.feeders.state import digest
from services.runtime.formats.entries import Entry, plain

REFRESH = timedelta(days=1)
"""An entry that stays in its feed is noted anew so often, or it would be forgotten and sent."""


def entry_id(source: str, entry: Entry) -> str:
    """Where an entry is remembered."""
    return digest(source, entry.identity)


def page_id(link: str) -> str:
    """Where it is remembered that a page was fetched, for whichever source."""
    return digest("page", link)


def unseen(
    source: str, entries: Sequence[Entry], seen: Mapping[str, Mapping[str, Any]]
) -> list[Entry]:
    """The new and the changed entries, the last of the feed first; of one identity the first."""
    found: dict[str, Entry] = {}
    for entry in entries:
        id = entry_id(source, entry)
        if seen.get(id, {}).get("digest") != entry.digest:
            found.setdefault(id, entry)
    return list(found.values())[::-1]


def stale(
    source: str, entries: Sequence[Entry], seen: Mapping[str, Mapping[str, Any]], now: datetime
) -> list[tuple[str, str]]:
    """The entries that are to be noted anew, so that they are not forgotten."""
    known = {entry_id(source, one): one.digest for one in entries}
    return [
        (id, said)
        for id, said in known.items()
        if id in seen and seen[id]["digest"] == said and now - seen[id]["at"] > REFRESH
    ]


def split(entries: Sequence[Entry], characters: int) -> tuple[list[Entry], list[Entry]]:
    """The entries with a body, and those whose page is to be fetched."""
    whole = [one for one in entries if has_body(one, characters)]
    return whole, [one for one in entries if one not in whole]


def has_body(entry: Entry, characters: int) -> bool:
    """Whether the entry holds the article, and its page need not be fetched."""
    return len(plain(entry.html) or "") >= characters


def article(
    entry: Entry, source: str, feed: str, now: datetime, page: str | None = None
) -> RawArticle | None:
    """The article of an entry: its page where that was fetched, else its own words, or None.

    Its address is the entry's link either way, so entry and page are one article.
    """
    html = page or entry.html
    text = None if html else entry.summary
    if not (html or text or "").strip():
        return None
    return RawArticle(
        text=text,
        html=html,
        url=entry.link,
        source=source,
        external_id=entry.id,
        title=entry.title,
        authors=list(entry.authors),
        published_at=entry.published,
        language=entry.language,
        fetched_at=now,
        meta={"feed": feed},
    )


def fields(entry: Entry) -> list[str]:
    """The names of the fields that an entry has, for the source's health."""
    named = {
        "title": entry.title,
        "date": entry.published,
        "author": entry.authors,
        "body": entry.html,
        "link": entry.link,
    }
    return [name for name, value in named.items() if value]
