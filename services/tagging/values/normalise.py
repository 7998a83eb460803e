"""Gives the dates and the sums of money of an article their normalised values."""

import re
from bisect import bisect_right
from collections.abc import Set

from schemas.articles import CleanedArticle, DateValue, Money
from services.tagging.mentions.boundaries import Span
from services.tagging.values.dates import read_date
from services.tagging.values.money import read_money
from services.tagging.values.quotes import quoted_paragraphs

_SENTENCES = re.compile(r"[^\n]*[.!?]\s+(?=[A-Z“\"])")
_REST = re.compile(r"[^\n.!?]*")
LONGEST_SENTENCE = 300
"""Code points before a date, and behind it, that are read as its sentence."""


class ValueNormaliser:
    """Normalises the values of one article; ``countries`` are the codes of its countries."""

    def __init__(self, article: CleanedArticle, countries: Set[str]) -> None:
        self._published = article.published
        self._countries = countries | country_of_domain(article.domain)
        paragraphs = quoted_paragraphs(article.body)
        self._quoted = [quote for *_, quotes in paragraphs for quote in quotes]

    def value_of(self, text: str, span: Span) -> DateValue | Money | None:
        """The value of a mention in a field's ``text``, None for names and where unsure."""
        written = text[span.start : span.end]
        if span.label == "MONEY":
            return read_money(written, self._countries)
        if span.label != "DATE":
            return None
        before = text[max(0, span.start - LONGEST_SENTENCE) : span.start].rpartition("\n")[2]
        sentences = _SENTENCES.match(before)
        before = before[sentences.end() if sentences else 0 :]
        after = _REST.match(text, span.end, span.end + LONGEST_SENTENCE)
        quoted = span.field == "body" and self._is_quoted(span.start)
        return read_date(written, self._published, before, after[0] if after else "", quoted)

    def _is_quoted(self, offset: int) -> bool:
        index = bisect_right(self._quoted, offset, key=lambda one: one[0])
        return index > 0 and offset < self._quoted[index - 1][1]


def country_of_domain(domain: str | None) -> Set[str]:
    """The ISO 3166-1 code of the country that a domain's ending belongs to, none for others."""
    ending = (domain or "").rpartition(".")[2].upper()
    return {"GB" if ending == "UK" else ending} if len(ending) == 2 else set()
