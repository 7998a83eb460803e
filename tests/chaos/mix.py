"""What the chaos runs publish: a seeded random mix of messages, each with the end it must have.

Which article and revision a message holds is said here by numbers, and never asked of the code
under test. Revisions and copies of one article have one key, so that their order is the broker's;
copies of articles without revisions go anywhere.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from schemas.articles import RawArticle
from tests.chaos.traps import HANG, KILL, SWELL
from tests.generator import raw_articles

NUMBER_HEADER = "chaos-number"
"""On each raw message: its number in the mix."""

MAX_ARTICLE_BYTES = 256 * 1024
"""What intake is told to take; the size limit itself is another test's."""

EXTRA = 10**6
"""Articles from this number on are not of the mix."""

PROSE_LENGTH = 100
"""Characters: longer paragraphs are the article's, others may be the page's. A correction stands
among them, where a reader sees it."""

Kind = Literal["article", "rejected", "either", "aborted"]
Revision = tuple[int, int]
"""Number of the article, number of its content, both from 0."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of the mix, and its end: an article is stored or a duplicate; what is rejected is
    a dead letter of ``service`` with ``reason``; either may be; what is aborted was never there."""

    key: bytes | None
    value: bytes | None
    kind: Kind
    revision: Revision | None = None
    service: str = ""
    reason: str = ""
    headers: tuple[tuple[str, bytes | None], ...] = ()
    codec: int = 0
    """Kafka's number of how its batch is compressed."""
    is_broken: bool = False
    """Whether that batch does not expand; then the broker may refuse it."""


BAD: list[tuple[str, bytes | None]] = [
    ("bad_json", b'{"text": "cut sho'),
    ("bad_json", b"not json at all"),
    ("not_utf8", b'{"text": "\xff\xfe"}'),
    ("wrong_type", b'{"text": ["a", "list"]}'),
    ("wrong_type", b"[1, 2, 3]"),
    ("no_content", b'{"text": "  ", "url": "https://empty.example.com/"}'),
    ("wrong_type", b'{"text": {"early": "soon"}}'),
    ("too_large", json.dumps({"text": "large " * 50_000}).encode()),
    ("no_value", None),
]
"""Hopeless input with intake's reason for refusing it."""

TRAPS = [(KILL, "child_died"), (HANG, "timed_out"), (SWELL, "child_died")]


def mix(count: int, seed: int, traps: int = 3) -> list[Entry]:
    """``count`` messages, the same for the same seed; of two counts the shorter begins the longer.

    Of a hundred about 68 are fresh, 12 exact copies, 12 new content at a known URL, 8 hopeless.
    Among the first 150 stand three pages that kill, hang and swell the process that parses them;
    ``traps`` of them, for each takes its time, the others are hopeless input instead.
    """
    rng = random.Random(seed)
    fresh = articles(seed)
    current: list[tuple[RawArticle, Revision]] = []
    revised: set[int] = set()
    trapped = sorted(random.Random(seed + 1).sample(range(10, 150), len(TRAPS)))
    entries: list[Entry] = []
    for number in range(count):
        dice = rng.random()
        if number in trapped:
            which = trapped.index(number)
            word, reason = TRAPS[which]
            entries.append(
                trap(word, reason, number, seed)
                if which < traps
                else bad(random.Random(number), number)
            )
        elif dice < 0.08:
            entries.append(bad(rng, number))
        elif dice < 0.20 and current:
            article, revision = rng.choice(current[-200:])
            key = _key(article) if revision[0] in revised or rng.random() < 0.5 else None
            # Once copied to anywhere, an article gets no revision: which came first is then open.
            if key is None:
                current.remove((article, revision))
            entries.append(_entry(key, article, revision))
        elif dice < 0.32 and current:
            at = rng.randrange(max(0, len(current) - 200), len(current))
            article, (which, version) = current[at]
            current[at] = (_revised(article, version + 1), (which, version + 1))
            revised.add(which)
            entries.append(_entry(_key(article), *current[at]))
        else:
            article = next(fresh)
            revision = (number, 0)
            current.append((article, revision))
            entries.append(_entry(_key(article), article, revision))
    return entries


def bad(rng: random.Random, number: int) -> Entry:
    """Hopeless input; Kafka's client wants a key where there is no value."""
    reason, value = rng.choice(BAD)
    key = str(number).encode() if value is None else None
    return Entry(key, value, "rejected", None, "intake", reason)


def articles(seed: int) -> Iterator[RawArticle]:
    """Short articles without end; some name themselves by the publisher's own id."""
    for number, article in enumerate(raw_articles(1_000_000, seed, paragraphs=2)):
        named = {"source": "chaos", "external_id": f"{seed}-{number}"} if number % 5 == 0 else {}
        yield article.model_copy(update={**named, "meta": {"seed": str(seed)}})


def _key(article: RawArticle) -> bytes:
    return (article.url or "").encode()


def _entry(key: bytes | None, article: RawArticle, revision: Revision) -> Entry:
    return Entry(key, article.model_dump_json(exclude_defaults=True).encode(), "article", revision)


def _revised(article: RawArticle, version: int) -> RawArticle:
    words = f"Correction {version}: the meeting in Oslo was moved by {version} days."
    if article.text:
        paragraphs = article.text.split("\n\n")
        first = next(at for at, one in enumerate(paragraphs) if len(one) > PROSE_LENGTH)
        paragraphs.insert(first + 1, words)
        return article.model_copy(update={"text": "\n\n".join(paragraphs)})
    html = (article.html or "").replace("</article>", f"<p>{words}</p></article>")
    return article.model_copy(update={"html": html})


def trap(word: str, reason: str, number: int, seed: int) -> Entry:
    """An article that the cleaning child does not survive."""
    url = f"https://traps{seed}.example.net/{number}"
    raw = RawArticle(text=f"World\n\nA page that is a trap\n\n{word} number {number}.", url=url)
    value = raw.model_dump_json(exclude_defaults=True).encode()
    return Entry(url.encode(), value, "rejected", None, "cleaning", reason)


SLOW = 70


def slow_pages_first(count: int, seed: int, traps: int = 0) -> list[Entry]:
    """More pages that never end than may fail in a row, and then the usual mix."""
    slow = [trap(HANG, "timed_out", number, seed) for number in range(SLOW)]
    return [*slow, *mix(count - SLOW, seed, traps)]
