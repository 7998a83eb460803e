"""Says of every article that was published how far it got and how it ended."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.articles import EnrichedArticle, Origin
from schemas.dead_letter import TRACE_HEADER, DeadLetter, Headers, header, read_dead_letter
from schemas.topics import ENRICHED
from services.runtime.registration import topology
from services.runtime.stage import Rejected, decode


def steps() -> dict[str, str]:
    """What an article has behind it that lies on a topic: ``cleaned``, by the topic's name."""
    return {
        topic.name: service.outcome_word
        for service in topology().audited
        for topic in service.outputs
    }


SAME_MILLISECONDS = 60_000
"""Messages at one offset with timestamps further apart lie on a topic that was made anew; those of
one batch may bear the time of its first (aiokafka 0.14, where the broker sets none)."""


@dataclass(slots=True)
class ArticleProgress:
    """One article's way. ``where`` names its input, ``key`` is its ``article_id:revision``.

    ``key`` is None where intake will reject it; ``origin`` is the message it was published in.
    """

    where: str
    key: str | None = None
    origin: Origin | None = None
    ledger_ids: frozenset[str] = frozenset()
    """Where intake's ledger may know it."""
    reached: str = "published"
    event: EnrichedArticle | None = None
    letter: DeadLetter | None = None
    side_letters: list[DeadLetter] = field(default_factory=list)
    stored: str | None = None
    """The collection that holds it: ``articles`` or ``revisions``."""
    admitted: Origin | None = None
    """The message that the store's ledger names for this key, once intake is done with ours."""

    @property
    def is_duplicate(self) -> bool:
        return self.admitted is not None and not self.is_ours(self.admitted)

    @property
    def ended(self) -> bool:
        return self.letter is not None or self.stored is not None or self.is_duplicate

    @property
    def ended_well(self) -> bool:
        return self.ended and self.letter is None

    @property
    def outcome(self) -> str:
        """``stored``, ``duplicate``, ``rejected``, ``failed`` or ``unfinished``."""
        if self.letter is not None:
            return self.letter.outcome
        if self.stored is not None:
            return "stored"
        return "duplicate" if self.is_duplicate else "unfinished"

    @property
    def reason(self) -> str:
        """What there is to say of the outcome; often nothing."""
        if self.letter is not None:
            return f"{self.letter.reason}: {self.letter.error} (by {self.letter.service})"
        if self.stored is not None:
            return "" if self.stored == "articles" else "an earlier revision"
        if self.admitted is not None and self.is_duplicate:
            first = self.admitted
            return f"the same as {first.topic}/{first.partition}/{first.offset}"
        return f"{self.reached}, no end seen"

    @property
    def end(self) -> str:
        """What became of it, in words."""
        if self.letter is not None:
            letter = self.letter
            return f"{letter.outcome} by {letter.service}: {letter.reason} ({letter.error})"
        if self.stored is not None:
            name = (self.key or "?")[:12]
            earlier = "" if self.stored == "articles" else "an earlier revision of "
            return f"stored as {earlier}{name}"
        if self.is_duplicate:
            return "dropped by intake: duplicate"
        return f"no end in time: {self.reached}, then nothing"

    def is_ours(self, other: Origin | None) -> bool:
        """Whether it is the message that the article was published in."""
        ours = self.origin
        return (
            ours is not None
            and other is not None
            and (ours.topic, ours.partition, ours.offset)
            == (other.topic, other.partition, other.offset)
            and abs(ours.timestamp - other.timestamp) < SAME_MILLISECONDS
        )


@dataclass(slots=True)
class ProgressTracker:
    """The ways of all articles of one publication, by the id of their trace."""

    ways: dict[str, ArticleProgress] = field(default_factory=dict)

    def expect(
        self,
        trace: bytes,
        where: str,
        key: str | None = None,
        origin: Origin | None = None,
        ledger_ids: Iterable[str] = (),
    ) -> ArticleProgress:
        """An article was or will be published with this trace context."""
        way = ArticleProgress(where, key, origin, frozenset(ledger_ids))
        self.ways[trace_id(trace)] = way
        return way

    def see(self, topic: str, headers: Headers, value: bytes | None) -> None:
        """A message was read; if it belongs to one of the articles, note how far that one is."""
        way = self.ways.get(trace_id(header(headers, TRACE_HEADER) or b""))
        if way is None:
            return
        reached = steps()
        if topic in reached:
            way.reached = reached[topic]
        if topic == ENRICHED.name and not isinstance(
            event := decode(EnrichedArticle, value), Rejected
        ):
            way.event = event
        if topic in topology().dead_topics:
            letter = read_dead_letter(headers)
            # What a side branch could not get through is no end of the article.
            if letter is not None and letter.service in topology():
                if topology()[letter.service].in_audit:
                    way.letter = letter
                else:
                    way.side_letters.append(letter)

    @property
    def all_ended(self) -> bool:
        return all(way.ended for way in self.ways.values())

    @property
    def all_events_read(self) -> bool:
        """Whether we have the event of each stored article; storage may read it before we do."""
        return all(way.event is not None for way in self.ways.values() if way.stored is not None)

    @property
    def tagged(self) -> list[EnrichedArticle]:
        """The events so far, in the order in which their articles were published."""
        return [way.event for way in self.ways.values() if way.event is not None]

    def counts(self) -> Counter[str]:
        """How many are admitted, cleaned, tagged, stored, dropped and dead so far."""
        words = list(steps().values())
        found: Counter[str] = Counter()
        for way in self.ways.values():
            found.update(words[: words.index(way.reached) + 1] if way.reached in words else ())
            found.update(["stored"] if way.stored else ())
            found.update(["dropped"] if way.is_duplicate else ())
            found.update(["dead"] if way.letter else ())
        return found


def trace_id(trace: bytes) -> str:
    """The part of a trace context that is the same all the way."""
    return trace.decode("ascii", "replace").partition("-")[2].partition("-")[0]
