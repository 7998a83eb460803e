"""The names of an article, and what it says of each: which may stand for which."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from services.tagging.entities import name_forms, person_names
from services.tagging.entities.genders import (
    Gender,
    gender_before,
    gender_of_name,
    has_office,
    is_introduced_as_kin,
)
from services.tagging.entities.name_forms import NameForm, name_form
from services.tagging.entities.person_names import PersonName, person_name
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.mentions.split_and_join import acronym_pairs
from services.tagging.names import normalise, words

ESTABLISHED = 3
"""A surname that stands so often before the first full name with it is another person's: an article
of the president and his daughter. News gives the full name first; of 63 surnames before one in the
labelled articles those of the same person stood there twice at most."""

_NOT_AN_ABBREVIATION = re.compile(r"[.:]|NYSE|NASDAQ|AMEX|LSE|TSX|NSE|BSE|ASX|HKEX|OTC")
_SENTENCE_END = re.compile(r"[.!?][\"”’']?\s|\n")


@dataclass(frozen=True, slots=True, eq=False)
class ArticleName:
    """One name of the article, with all that it is compared by. Equal names are one object.

    ``spelling`` is the name as it is written first; ``person`` is None for other types, ``form``
    for persons.
    """

    label: str
    key: str
    spelling: str
    words: tuple[str, ...]
    person: PersonName | None
    form: NameForm | None


def names_of(texts: Mapping[Field, str], spans: Iterable[Span]) -> Iterator[ArticleName]:
    """The name of each span; names of one type and key are one object."""
    by_spelling: dict[tuple[str, str], ArticleName] = {}
    by_key: dict[tuple[str, str], ArticleName] = {}
    for span in spans:
        spelling = texts[span.field][span.start : span.end]
        name = by_spelling.get((span.label, spelling))
        if name is None:
            key = normalise(spelling)
            name = by_key.get((span.label, key)) or name_of(span.label, key, spelling)
            by_key[span.label, key] = by_spelling[span.label, spelling] = name
        yield name


def name_of(label: str, key: str, spelling: str) -> ArticleName:
    person = person_name(spelling) if label == "PERSON" else None
    is_form = label in NAME_LABELS and label != "PERSON"
    form = name_form(label, key, spelling) if is_form else None
    return ArticleName(label, key, spelling, words(key), person, form)


class Article:
    """What the article says of its names besides the names themselves.

    ``names`` are those of ``spans``, one for each. ``counts`` tells how often each stands there,
    ``expansions`` for each abbreviation in brackets the name before it.
    """

    def __init__(
        self, texts: Mapping[Field, str], spans: Sequence[Span], names: Sequence[ArticleName]
    ) -> None:
        self._texts, self._spans, self._names = texts, spans, names
        self.counts = Counter(names)
        self.expansions = {
            names[short]: names[long]
            for long, short in acronym_pairs(texts, spans)
            if names[short].label == names[long].label and self._is_abbreviation(spans[short])
        }
        self._in_body: dict[ArticleName, list[int]] = defaultdict(list)
        for at, (name, span) in enumerate(zip(names, spans, strict=True)):
            if span.field == "body":
                self._in_body[name].append(at)

    def _is_abbreviation(self, span: Span) -> bool:
        """Whether it alone stands in the brackets, and is no exchange, as before a ticker."""
        text = self._texts[span.field]
        closed = text[span.end : span.end + 2].lstrip("\"”’'").startswith(")")
        return closed and not _NOT_AN_ABBREVIATION.search(text[span.start : span.end])

    def match(self, short: ArticleName, full: ArticleName) -> int:
        """How well the shorter of two names may stand for the fuller here: 0 not at all."""
        how_well = match(short, full)
        if how_well and not self._is_apart(short, full):
            return how_well
        return 0

    def _is_apart(self, short: ArticleName, full: ArticleName) -> bool:
        if short.person and full.person:
            if len(short.person.words) == 1 and not short.person.suffix:
                given = short.person.spelt[0] == full.person.spelt[0]
                if full in self._kin and short in self._in_office:
                    # President Costa is not the first lady, Ana Costa.
                    return True
                least = 1 if full in self._kin else ESTABLISHED
                return not given and self._before(short, full) >= least
            return full in self._kin.get(short, ()) or short in self._kin.get(full, ())
        if short.form and full.form and name_forms.follows_full_name(short.form, full.form):
            return self._before(short, full) > 0
        return False

    def _before(self, short: ArticleName, full: ArticleName) -> int:
        """How often the short name stands in the body before the full one, 0 if the full one is not
        there."""
        first = next(iter(self._in_body[full]), 0)
        return bisect_left(self._in_body[short], first)

    @cached_property
    def _kin(self) -> Mapping[ArticleName, frozenset[ArticleName]]:
        """Full names of persons who are introduced as kin, each with the names before it; and of
        ``Ito Costa`` and ``Ito Costa Jr.`` in one sentence each with the other."""
        kin: dict[ArticleName, frozenset[ArticleName]] = {}
        before: dict[ArticleName, None] = {}
        for one, span in zip(self._names, self._spans, strict=True):
            if one.person and len(one.person.spelt) > 1:
                introduced = is_introduced_as_kin(self._texts[span.field], span.start)
                if introduced and one not in before:
                    kin[one] = frozenset(before)
                before[one] = None
        full = [
            (one, span)
            for one, span in zip(self._names, self._spans, strict=True)
            if one.person and len(one.person.spelt) > 1
        ]
        for (one, span), (other, behind) in pairwise(full):
            alike = one.person and other.person and one.person.words == other.person.words
            if alike and one is not other and span.field == behind.field:
                between = self._texts[span.field][span.end : behind.start]
                if not _SENTENCE_END.search(between):
                    kin[one] = kin.get(one, frozenset()) | {other}
        return kin

    @cached_property
    def _genders(self) -> Mapping[ArticleName, Gender]:
        """The gender of persons with full names, by titles before them, then by given name."""
        told: dict[ArticleName, Counter[Gender]] = defaultdict(Counter)
        for name, span in zip(self._names, self._spans, strict=True):
            if name.person and len(name.person.spelt) > 1:
                if gender := gender_before(self._texts[span.field], span.start):
                    told[name][gender] += 1
                elif gender := gender_of_name(name.person.spelt[0]):
                    told[name][gender] += 0
        return {name: counts.most_common(1)[0][0] for name, counts in told.items()}

    def meant(
        self, at: int, some: Sequence[ArticleName], last: Mapping[ArticleName, int]
    ) -> tuple[ArticleName, Gender | None]:
        """Which of some full names the mention at this index means; its gender if it is a surname
        of a person without any.

        ``last`` tells where each was last named.
        """
        name, span = self._names[at], self._spans[at]
        if not name.person or len(name.person.spelt) > 1:
            # Of several the one last spoken of is meant.
            return max(some, key=lambda one: (last.get(one, -1), one.key)), None
        gender = gender_before(self._texts[span.field], span.start)
        if gender:
            of_it = [one for one in some if self._genders.get(one) == gender]
            some = of_it or [one for one in some if one not in self._genders]
            if not some or (some == [name] and name in self._both):
                return name, gender
        here = [one for one in some if self._is_in_paragraph(last.get(one), span)]
        if here:
            return max(here, key=lambda one: (last[one], one.key)), None
        return min(some, key=lambda one: (self._first[one], one.key)), None

    def _is_in_paragraph(self, at: int | None, span: Span) -> bool:
        """Whether the mention at this index is in the paragraph of a later one."""
        if at is None or self._spans[at].field != span.field:
            return False
        return "\n" not in self._texts[span.field][self._spans[at].end : span.start]

    @cached_property
    def _in_office(self) -> frozenset[ArticleName]:
        """Names that stand behind an office."""
        both = zip(self._names, self._spans, strict=True)
        return frozenset(
            name for name, span in both if has_office(self._texts[span.field], span.start)
        )

    @cached_property
    def _first(self) -> Mapping[ArticleName, int]:
        first: dict[ArticleName, int] = {}
        for at, name in enumerate(self._names):
            first.setdefault(name, at)
        return first

    @cached_property
    def _both(self) -> frozenset[ArticleName]:
        """Surnames that stand behind titles of both genders."""
        seen: dict[ArticleName, set[Gender]] = defaultdict(set)
        for name, span in zip(self._names, self._spans, strict=True):
            if name.person and len(name.person.spelt) == 1:
                gender = gender_before(self._texts[span.field], span.start)
                seen[name] |= {gender} if gender else set()
        return frozenset(name for name, both in seen.items() if len(both) > 1)


def own_keys(full: ArticleName) -> Set[str]:
    """The keys under which shorter names of its type find this one."""
    if full.person:
        keys = {*full.person.words, *full.person.given, full.person.initials}
        return keys | {f"={full.person.squeezed}", full.person.nickname or ""}
    return name_forms.own_keys(full.form) if full.form else frozenset()


def sought_keys(short: ArticleName) -> set[str]:
    """The keys under which a name finds the fuller ones that it may mean, with few others."""
    if short.person:
        person = short.person
        keys = {person.words[0], person.words[-1], person.spelt[0], " ".join(person.spelt)}
        return keys | {f"={person.squeezed}", *(person.given if len(person.words) == 1 else ())}
    return set(name_forms.sought_keys(short.form)) if short.form else set()


def match(short: ArticleName, full: ArticleName) -> int:
    if short.person and full.person:
        return person_names.match(short.person, full.person)
    return name_forms.match(short.form, full.form) if short.form and full.form else 0
