"""Tells what became of everything that was to be published: a table, JSON lines, or totals."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from schemas.articles import AcceptedArticle, Origin
from services.cli.inputs.drafts import Draft
from services.cli.inputs.input_files import BadInput, PassedOver, printable
from services.cli.messages.progress import ArticleProgress
from services.cli.tables import print_table
from services.runtime.stage import Rejected

SHOWN = 50
"""Articles, and lines of trouble, that are shown unless all are asked for."""
PASSED_OVER_SHOWN = 10
"""Files that are passed over: a folder may be full of others."""
_BAD = {
    "not published": "not published (intake would reject them)",
    "rejected": "rejected",
    "failed": "failed",
    "unreadable": "unreadable",
    "refused": "refused by the broker",
    "unconfirmed": "without the broker's answer",
    "unfinished": "without an end",
}
"""Outcomes that are no good, and how their number is told."""
_TOTALS = (
    ("stored", "stored"),
    ("duplicate", "dropped as duplicate"),
    *_BAD.items(),
    ("passed over", "passed over"),
)


@dataclass(slots=True)
class Entry:
    """What became of one article. ``way`` follows it once it is published, if we wait."""

    where: str
    outcome: str
    reason: str = ""
    article_id: str | None = None
    known_by: str = ""
    origin: Origin | None = None
    way: ArticleProgress | None = None

    def settle(self) -> None:
        """Take over how it ended, where it was followed."""
        if self.way is not None:
            note = self.reason
            self.outcome = self.way.outcome
            self.reason = "; ".join(filter(None, (self.way.reason, note)))
            self.way = None

    @property
    def words(self) -> str:
        """The outcome and its reason."""
        return f"{self.outcome}: {self.reason}" if self.reason else self.outcome

    def as_json(self) -> str:
        """One line of JSON, the same fields for each article; what is not known is null."""
        place = self.origin
        return json.dumps(
            {
                "where": self.where,
                "article_id": self.article_id,
                "outcome": self.outcome.replace(" ", "_"),
                "reason": self.reason or None,
                "topic": place and place.topic,
                "partition": place and place.partition,
                "offset": place and place.offset,
            },
            ensure_ascii=False,
        )


class Report:
    """Takes note of each article; ``say`` prints a line on standard error.

    ``list_all``: name every article, however many. ``as_json``: a line for each on standard output
    and nothing else there. ``waits``: the articles are followed to their ends.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        list_all: bool = False,
        as_json: bool = False,
        waits: bool = False,
    ) -> None:
        self.say = say
        self.published = 0
        self.publishing_seconds: float | None = None
        self.counts: Counter[str] = Counter()
        """How many ended in which way so far, and how many files were passed over."""
        self._list_all = list_all
        self._as_json = as_json
        self._waits = waits
        self._entries: list[Entry] = []
        self._is_listing = True
        self._unsaid: list[str] = []
        self._said: Counter[str] = Counter()

    @property
    def shows_each(self) -> bool:
        """Whether each article will be named."""
        return self._as_json or self._is_listing

    @property
    def is_good(self) -> bool:
        """Whether all that was to be published ended well, as far as we look."""
        return not any(self.counts[outcome] for outcome in _BAD)

    def add_other(self, found: Draft | BadInput | PassedOver) -> None:
        """It is not published, and this is why."""
        match found:
            case PassedOver(where, reason):
                self.counts["passed over"] += 1
                self._say("passed over", f"{where}: passed over: {reason}")
            case BadInput(where, error):
                self._add(Entry(where, "unreadable", printable(error)))
            case Draft(verdict=Rejected(reason=reason, error=error)):
                self._add(Entry(found.where, "not published", f"{reason}: {printable(error)}"))

    def add_published(self, draft: Draft, origin: Origin, way: ArticleProgress | None) -> None:
        """It lies on ``articles.raw``."""
        self.published += 1
        self._add(self._entry(draft, "published", draft.note, origin, way))

    def add_refused(self, draft: Draft, reason: str) -> None:
        """The broker did not take it."""
        self._add(self._entry(draft, "refused", printable(reason)))

    def add_unconfirmed(self, draft: Draft) -> None:
        """It was given to the broker, which has not answered."""
        self._add(self._entry(draft, "unconfirmed", "the broker has not answered"))

    def _entry(
        self,
        draft: Draft,
        outcome: str,
        reason: str = "",
        origin: Origin | None = None,
        way: ArticleProgress | None = None,
    ) -> Entry:
        verdict, article_id = draft.verdict, None
        if isinstance(verdict, AcceptedArticle):
            article_id = verdict.article_id
        elif outcome == "published" and way is None:
            reason = f"intake will reject it: {verdict.reason}"
        known_by = draft.known_by if self._is_listing and not self._as_json else ""
        return Entry(draft.where, outcome, reason, article_id, known_by, origin, way)

    def _add(self, entry: Entry) -> None:
        if entry.way is None:
            self.counts[entry.outcome] += 1
            self._tell(entry)
        if self._as_json and not self._waits:
            sys.stdout.write(entry.as_json() + "\n")
        elif self._waits or self._is_listing:
            self._entries.append(entry)
        if self._is_listing and len(self._entries) > SHOWN and not self._list_all:
            # There will be no table, so the lines are all that tells of trouble.
            self._is_listing = False
            self._entries = self._entries if self._waits else []
            for line in self._unsaid:
                self._say("trouble", line)
            self._unsaid = []

    def _tell(self, entry: Entry) -> None:
        if entry.outcome not in _BAD:
            return
        line = f"{entry.where}: {entry.words}"
        if self._is_listing and not self._as_json and sys.stdout.isatty():
            self._unsaid.append(line)
        else:
            self._say("trouble", line)

    def _say(self, kind: str, line: str) -> None:
        self._said[kind] += 1
        if self._list_all or self._said[kind] <= _shown(kind):
            self.say(line)

    def flush(self) -> None:
        """What was told as JSON is out."""
        sys.stdout.flush()

    def finish(self) -> None:
        """Print the table, or the rest of the lines where there is nothing for a table."""
        for entry in self._entries:
            if entry.way is not None:
                entry.settle()
                self.counts[entry.outcome] += 1
                self._tell(entry)
        for kind, what in (("trouble", "with trouble"), ("passed over", "were passed over")):
            more = self._said[kind] - _shown(kind)
            if more > 0 and not self._list_all:
                self.say(f"… and {more:,} more {what}; --list names each")
        if self._as_json:
            # Without waiting, each was told at once, and no entry was kept.
            sys.stdout.writelines(entry.as_json() + "\n" for entry in self._entries)
        elif not self.published:
            for line in self._unsaid:
                self.say(line)
        elif self._is_listing:
            rows = [
                (one.where, (one.article_id or "")[:12], one.words, one.known_by)
                for one in self._entries
            ]
            print_table(("where", "article", "outcome", "known by"), rows)
        sys.stdout.flush()

    def totals(self, seconds: float) -> str:
        """How many were published, and how many ended how in so many seconds since the start."""
        told = [f"{self.counts[end]:,} {words}" for end, words in _TOTALS if self.counts[end]]
        published = seconds if self.publishing_seconds is None else self.publishing_seconds
        after = f"; after {seconds:.1f} s: " if self._waits else "; "
        return f"published {self.published:,} in {published:.1f} s" + (
            after + ", ".join(told) if told else ""
        )


def _shown(kind: str) -> int:
    return PASSED_OVER_SHOWN if kind == "passed over" else SHOWN
