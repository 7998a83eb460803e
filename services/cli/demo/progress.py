"""Says of every article that was published how far it got and what became of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.articles import EnrichedArticle
from schemas.dead_letter import TRACE_HEADER, DeadLetter, Headers, header, read_dead_letter
from schemas.topics import ENRICHED
from services.runtime.registration import topology


def steps() -> dict[str, str]:
    """What an article has behind it that lies on a topic: ``cleaned``, by the topic's name."""
    return {
        topic.name: service.outcome_word
        for service in topology().audited
        for topic in service.outputs
    }


Stored = Mapping[tuple[str, str], str]
"""From article_id and revision to the collection that holds it: ``articles`` or ``revisions``."""


@dataclass(slots=True)
class ArticleProgress:
    """One article's way. ``where`` names its input."""

    where: str
    reached: str = "published"
    event: EnrichedArticle | None = None
    letter: DeadLetter | None = None
    side_letters: list[DeadLetter] = field(default_factory=list)
    stored: str | None = None
    duplicate: bool = False

    @property
    def ended(self) -> bool:
        return self.letter is not None or self.stored is not None or self.duplicate

    @property
    def end(self) -> str:
        """What became of it, in words."""
        if self.letter is not None:
            letter = self.letter
            return f"{letter.outcome} by {letter.service}: {letter.reason} ({letter.error})"
        if self.stored is not None:
            name = self.event.article_id[:12] if self.event else "?"
            earlier = "" if self.stored == "articles" else "an earlier revision of "
            return f"stored as {earlier}{name}"
        if self.duplicate:
            return "dropped by intake: duplicate"
        return f"no end in time: {self.reached}, then nothing"


@dataclass(slots=True)
class ProgressTracker:
    """The ways of all articles of one publication, by the id of their trace."""

    ways: dict[str, ArticleProgress] = field(default_factory=dict)

    def expect(self, trace: bytes, where: str) -> None:
        """An article will be published with this trace context."""
        self.ways[trace_id(trace)] = ArticleProgress(where)

    def see(self, topic: str, headers: Headers, value: bytes | None) -> None:
        """A message was read; if it belongs to one of the articles, note how far that one is."""
        way = self.ways.get(trace_id(header(headers, TRACE_HEADER) or b""))
        if way is None:
            return
        reached = steps()
        if topic in reached:
            way.reached = reached[topic]
        if topic == ENRICHED.name and value is not None:
            way.event = EnrichedArticle.model_validate_json(value)
        if topic in topology().dead_topics:
            letter = read_dead_letter(headers)
            # What a side branch could not get through is no end of the article.
            if letter is not None and letter.service in topology():
                if topology()[letter.service].in_audit:
                    way.letter = letter
                else:
                    way.side_letters.append(letter)

    def record(self, stored: Stored, dropped: int) -> None:
        """Note what the store holds, and, once all that intake dropped is all that is missing,
        that those are the duplicates: a dropped message leaves nothing else behind."""
        for way in self.ways.values():
            if way.event is not None:
                way.stored = stored.get((way.event.article_id, way.event.revision or ""))
        missing = [
            way for way in self.ways.values() if way.reached == "published" and way.letter is None
        ]
        if len(missing) == dropped:
            for way in missing:
                way.duplicate = True

    @property
    def all_ended(self) -> bool:
        return all(way.ended for way in self.ways.values())

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
            found.update(["dropped"] if way.duplicate else ())
            found.update(["dead"] if way.letter else ())
        return found


def trace_id(trace: bytes) -> str:
    """The part of a trace context that is the same all the way."""
    return trace.decode("ascii", "replace").partition("-")[2].partition("-")[0]
