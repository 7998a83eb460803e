"""Says what the dates and the sums of money of an article come to."""

import re
from bisect import bisect_right
from collections.abc import Set

from schemas.articles import CleanedArticle, DateValue, Money
from services.tagging.mentions.boundaries import Span
from services.tagging.values.dates import resolve
from services.tagging.values.money import worth
from services.tagging.values.quotes import quoted

_SENTENCE = re.compile(r"[^\n]*[.!?]\s+(?=[A-Z“\"])")
_REST = re.compile(r"[^\n.!?]*")
LONGEST_SENTENCE = 300
"""So many code points before a date, and behind it, are looked at."""


class Values:
    """What the values of one article come to; ``around`` are the codes of its countries."""

    def __init__(self, article: CleanedArticle, around: Set[str]) -> None:
        self._published = article.published
        self._around = around | home_of(article.domain)
        self._quoted = [span for *_, spans in quoted(article.body) for span in spans]

    def of(self, text: str, span: Span) -> DateValue | Money | None:
        """The value of a mention in a field's ``text``, None for names and where unsure."""
        surface = text[span.start : span.end]
        if span.label == "MONEY":
            return worth(surface, self._around)
        if span.label != "DATE":
            return None
        before = text[max(0, span.start - LONGEST_SENTENCE) : span.start].rpartition("\n")[2]
        begun = _SENTENCE.match(before)
        said = span.field == "body" and self._is_quoted(span.start)
        before = before[begun.end() if begun else 0 :]
        after = _REST.match(text, span.end, span.end + LONGEST_SENTENCE)
        return resolve(surface, self._published, before, after[0] if after else "", said)

    def _is_quoted(self, place: int) -> bool:
        at = bisect_right(self._quoted, place, key=lambda one: one[0])
        return at > 0 and place < self._quoted[at - 1][1]


def home_of(domain: str | None) -> Set[str]:
    """The code of the country that a domain's ending is given to."""
    ending = (domain or "").rpartition(".")[2].upper()
    return {"GB" if ending == "UK" else ending} if len(ending) == 2 else set()
