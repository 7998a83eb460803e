"""Gives the dates and the sums of money of an article their normalised values."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Set

from schemas.articles import CleanedArticle, DateValue, Money
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.values.dates import is_relative, read_date
from services.tagging.values.money import read_money
from services.tagging.values.quote_marks import quoted_paragraphs

_SENTENCES = re.compile(r"[^\n]*[.!?]\s+(?=[A-Z“\"])")
_SENTENCE_ENDS = re.compile(r"[.!?\n](?:(?<=\n)|\s+(?=[A-Z]))")
_REST = re.compile(r"[^\n.!?]*")
LONGEST_SENTENCE = 300
"""Code points before a date, and behind it, that are read as its sentence."""

FAR = 2_000
"""Code points between a sum and a place from which on no sentences are counted between them."""

MOST_PLACES = 20
"""Places before a sum, and behind it, whose countries may tell its currency."""

NamedPlace = tuple[Field, int, str]
"""Where a place is named: field, start in code points, and the ISO 3166-1 code of its country."""


class ValueNormaliser:
    """Normalises the values of one article.

    ``countries`` are the codes of the countries that it names, ``places`` tell where it names any
    place or people.
    """

    def __init__(
        self, article: CleanedArticle, countries: Set[str], places: Iterable[NamedPlace] = ()
    ) -> None:
        self._published = article.published
        self._countries, self._places = countries, sorted(places)
        self._home = next(iter(country_of_domain(article.domain)), None)
        paragraphs = quoted_paragraphs(article.body)
        self._quoted = [(one.start, one.end) for each in paragraphs for one in each.quotes]

    def value_of(self, text: str, span: Span) -> DateValue | Money | None:
        """The value of a mention in a field's ``text``, None for names and where unsure."""
        written = text[span.start : span.end]
        if span.label == "MONEY":
            return read_money(written, self._countries, self._home, self._near(text, span))
        if span.label != "DATE":
            return None
        if self._published is None or not is_relative(written):
            return read_date(written, self._published)
        before = text[max(0, span.start - LONGEST_SENTENCE) : span.start].rpartition("\n")[2]
        sentences = _SENTENCES.match(before)
        before = before[sentences.end() if sentences else 0 :]
        after = _REST.match(text, span.end, span.end + LONGEST_SENTENCE)
        quoted = span.field == "body" and self._is_quoted(span.start)
        return read_date(written, self._published, before, after[0] if after else "", quoted)

    def _near(self, text: str, span: Span) -> list[str]:
        """The countries of the places that are named around a sum, the nearest first: those of its
        sentence, then those of the sentences before it."""
        index = bisect_right(self._places, (span.field, span.start, ""))
        around = self._places[max(0, index - MOST_PLACES) : index + MOST_PLACES]
        if len({code for _, _, code in around}) < 2:
            return [code for _, _, code in around[:1]]

        def distance(place: NamedPlace) -> tuple[bool, int, bool, int]:
            field, start, _ = place
            begin, end = min(start, span.end), max(start, span.start)
            is_far = field != span.field or end - begin > FAR
            sentences = 0 if is_far else len(_SENTENCE_ENDS.findall(text, begin, end))
            return is_far, sentences, start > span.start, abs(start - span.start)

        return [code for _, _, code in sorted(around, key=distance)]

    def _is_quoted(self, offset: int) -> bool:
        index = bisect_right(self._quoted, offset, key=lambda one: one[0])
        return index > 0 and offset < self._quoted[index - 1][1]


def country_of_domain(domain: str | None) -> Set[str]:
    """The ISO 3166-1 code of the country that a domain's ending belongs to, none for others."""
    ending = (domain or "").rpartition(".")[2].upper()
    return {"GB" if ending == "UK" else ending} if len(ending) == 2 else set()
