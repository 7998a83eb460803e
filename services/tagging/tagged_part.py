"""Bounds what is tagged of an article, so that none takes as long as hundreds of others.

A number of code points is the same on every machine and at every replay; a clock is not.
"""

from schemas.articles import CleanedArticle
from schemas.topics import ENRICHED, MIB

TAGGED_CODE_POINTS = 200_000
"""Code points of title and body that are tagged at most, 30,000 words. Full of names they take
about four seconds of processor (``python -m tests.large_articles``). The longest of 7,442 real
articles had 114,520."""

EVENT_BYTES = ENRICHED.max_message_bytes - MIB // 8
"""Bytes of the largest event: what its topic takes, less room for the key and the headers."""

ENDS = (("\n\n", 0), ("\n", 0), (". ", 1), (" ", 1))
"""Where a part may end, the best first, and how much of each mark belongs to the part."""


def tagged_part(article: CleanedArticle, most: int = TAGGED_CODE_POINTS) -> CleanedArticle:
    """The article without what is not tagged: itself, if title and body have ``most`` code points.

    The title goes first. The body ends behind a paragraph; where the last whole one ends in the
    first half of what is allowed, behind a line, a sentence, a word, or anywhere.
    """
    title = article.title or ""
    if len(title) + len(article.body) <= most:
        return article
    if len(title) > most:  # no headline
        title = ""
    body = article.body[: _end(article.body, most - len(title))]
    return article.model_copy(update={"title": title or None, "body": body})


def smaller_part(part: CleanedArticle, size: int, rest: int) -> CleanedArticle:
    """A part whose event fits its topic, as far as the number of names is the same everywhere.

    ``size`` is that of the part's event in bytes, ``rest`` that of the event without entities and
    quotes.
    """
    room = max(EVENT_BYTES - rest, 0)
    length = len(part.title or "") + len(part.body)
    return tagged_part(part, min(length * room // max(size - rest, 1), length * 3 // 4))


def _end(body: str, most: int) -> int:
    if len(body) <= most:
        return len(body)
    for mark, own in ENDS:
        end = body.rfind(mark, most // 2, most - own + len(mark))
        if end >= 0:
            return end + own
    return most
