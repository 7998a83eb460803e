"""How ``demo`` looks: progress on standard error, articles and their ends on standard output."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text

from schemas.articles import EnrichedArticle
from services.cli.demo.progress import ProgressTracker, steps
from services.cli.demo.tracker import Tracker
from services.runtime.registration import topology

NUMBERS = {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"}
"""Entity types that say little about what an article is about."""
MOST_ENTITIES = 6


class Screen:
    """Progress on standard error; it moves on a terminal only."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._began = time.monotonic()
        self._status: Status | None = None

    @contextmanager
    def waiting(self, words: str) -> Iterator[None]:
        """Show that something is going on."""
        self.say(words)
        with self._console.status(words) as self._status:
            yield
        self._status = None

    def say(self, words: str) -> None:
        """One line, with the seconds since the beginning."""
        line = f"{time.monotonic() - self._began:5.1f} s  {words}"
        self._console.print(line, markup=False, soft_wrap=True)
        if self._status is not None:
            self._status.update(words)

    def progress(self, ends: ProgressTracker) -> None:
        """How far the articles are."""
        if self._status is not None:
            counts = ends.counts()
            words = (*steps().values(), "stored", "dropped", "dead")
            told = " · ".join(f"{counts[word]} {word}" for word in words)
            self._status.update(f"{len(ends.ways)} published · {told}")


def show_json(event: EnrichedArticle) -> None:
    """One event as one line of JSON."""
    sys.stdout.write(event.model_dump_json() + "\n")


def show_event(event: EnrichedArticle) -> None:
    """One enriched article in brief."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(event.title or "(no title)", style="bold"))
    console.print("  " + brief(event), markup=False)
    for line in entities(event):
        console.print("  " + line, markup=False, style="cyan")
    if event.warnings:
        console.print("  warnings: " + ", ".join(event.warnings), markup=False, style="yellow")
    console.print()


def brief(event: EnrichedArticle) -> str:
    """Authors, date, section, language and size in one line."""
    authors = ", ".join(author.name for author in event.authors)
    published = event.published and f"{event.published.value} ({event.published.precision})"
    facts = [
        f"by {authors}" if authors else None,
        published,
        event.section,
        event.language and event.language.code,
        event.domain,
        many(len(event.paragraphs), "paragraph"),
    ]
    return " · ".join(fact for fact in facts if fact)


def entities(event: EnrichedArticle) -> list[str]:
    """The most salient entities, in one line if there are any."""
    names = [
        f"{entity.name} {entity.type}" + (f" ×{entity.count}" if entity.count > 1 else "")
        for entity in event.entities
        if entity.type not in NUMBERS
    ]
    more = len(names) - MOST_ENTITIES
    shown = ", ".join(names[:MOST_ENTITIES]) + (f" and {more} more" if more > 0 else "")
    return [shown] if names else []


def show_ends(follower: Tracker, *, to_stderr: bool) -> None:
    """What became of each, and what the services and the store hold."""
    console = Console(stderr=to_stderr, highlight=False, soft_wrap=True)
    ways = follower.ends.ways.values()
    width = max((len(way.where) for way in ways), default=0)
    for way in ways:
        ours = not way.ended or (way.letter is not None and way.letter.outcome == "failed")
        style = "bold red" if ours else "green" if way.stored else "yellow"
        console.print(Text(f"{way.where:<{width}}  ").append(way.end, style=style))
    console.print()
    for service in topology():
        told = ", ".join(
            f"{count} {outcome}{f' ({reason})' if reason else ''}"
            for (name, outcome, reason), count in sorted(follower.outcomes.items())
            if name == service
        )
        console.print(f"{service:<8} {told or 'nothing'}", markup=False)
    places = [way.stored for way in ways]
    held = (
        many(places.count("articles"), "article"),
        many(places.count("revisions"), "earlier revision"),
        many(follower.entities, "entity", "entities"),
    )
    console.print(f"MongoDB  {', '.join(held)}", markup=False)


def many(count: int, one: str, more: str = "") -> str:
    """A number of things, in words: ``1 article``, ``2 articles``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
