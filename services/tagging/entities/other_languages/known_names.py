"""Finds the names of an article by lists, capitals and layout."""

from collections.abc import Iterable, Iterator, Mapping, Set

from services.tagging.entities.other_languages.country_names import countries_in, country_in
from services.tagging.entities.other_languages.lexicon import lexicon_of, stop_words
from services.tagging.entities.other_languages.patterns import Found, Patterns
from services.tagging.entities.other_languages.rules import LanguageRules, rules_of
from services.tagging.entities.other_languages.words import Word, words_of
from services.tagging.kb import countries
from services.tagging.kb.pack_stack import PackStack, starter
from services.tagging.mentions.boundaries import Cover, Field, Span, without_overlaps
from services.tagging.model_input import is_capitals
from services.tagging.names import word_list

KNOWN_CONFIDENCE = 0.7
"""Confidence of a mention that lists or words for bodies and people tell. Set by hand."""

GUESSED_CONFIDENCE = 0.5
"""Confidence of a mention that only its capitals and the words around it tell. Set by hand."""

QUOTES = frozenset('«„"“”‘»')
"""Marks before the titles of works, and before names of bodies in Russian."""

LONGEST_PREPOSITION = 12
"""Code points before a name that are searched for a preposition."""

_NO_BODIES = word_list("languages/no_bodies")


def find_known_names(
    texts: Mapping[Field, str], language: str, packs: PackStack | None = None
) -> list[Span]:
    """What can be found without a model: in order, none overlapping.

    Empty for a language that Babel does not know.
    """
    if not countries_in(language):
        return []
    packs = packs or starter()
    finders = {field: _Finder(text, language, packs) for field, text in texts.items()}
    spans = [
        Span(field, start, end, label, confidence)
        for field, finder in finders.items()
        for start, end, label, confidence in finder.names()
    ]
    surnames = _surnames(texts, spans, rules_of(language))
    repeats = (
        Span(field, word.start, word.end, "PERSON", KNOWN_CONFIDENCE)
        for field, finder in finders.items()
        for word in finder.words
        if word.has_capital and rules_of(language).bare_stem(word.text) in surnames
    )
    # A repeat gives way to any other name that it lies in.
    cover = Cover(texts, [one for one in spans if one.label != "GPE"])
    free = (one for one in repeats if cover.is_free(one))
    return without_overlaps([*spans, *free])


def _surnames(
    texts: Mapping[Field, str], spans: Iterable[Span], rules: LanguageRules
) -> frozenset[str]:
    """The stems of the surnames of people that the article names in full."""
    names = (
        texts[one.field][one.start : one.end].split() for one in spans if one.label == "PERSON"
    )
    return frozenset(rules.bare_stem(words[-1]) for words in names if len(words) > 1)


class _Finder:
    """The names of one text."""

    def __init__(self, text: str, language: str, packs: PackStack) -> None:
        self._text = text
        self._packs = packs
        self._rules: LanguageRules = rules_of(language)
        self.words: list[Word] = words_of(text)
        self._patterns = Patterns(self._rules, lexicon_of(language), self.words)
        self._language = language
        self._stop_words = stop_words(language)
        self._shouts = is_capitals(text)

    def names(self) -> Iterator[tuple[int, int, str, float]]:
        at = 0
        while at < len(self.words):
            word = self.words[at]
            small = word.opens and word.text.lower() in self._stop_words
            found = self._at(at) if word.has_capital and not small else None
            if found is None:
                at += 1
                continue
            (length, label), confidence = found
            yield self.words[at].start, self.words[at + length - 1].end, label, confidence
            at += length

    def _at(self, at: int) -> tuple[Found, float] | None:
        known = self._known(at)
        if known:
            return known, KNOWN_CONFIDENCE
        if self._is_behind(at, self._rules.body_nouns):
            run = self._patterns.run_length(at)
            return (
                min(run, 2) if self._rules.nouns_have_capitals else run,
                "ORG",
            ), GUESSED_CONFIDENCE
        guessed = None if self._rules.nouns_have_capitals or self._shouts else self._guess(at)
        return (guessed, GUESSED_CONFIDENCE) if guessed else None

    def _known(self, at: int) -> Found | None:
        patterns, word = self._patterns, self.words[at]
        run = patterns.run_length(at, self._rules.body_particles)
        for length in range(run, 1, -1):
            name = self._text[word.start : self.words[at + length - 1].end]
            label = self._country(name) or self._in_packs(name)
            if label:
                return length, label
        place = patterns.known_place(at, run)
        if place and place[0] > 1:
            return place
        if self._is_behind(at, self._rules.place_nouns) and not patterns.is_title(at):
            return 1 if self._rules.nouns_have_capitals else patterns.run_length(at), "GPE"
        found = patterns.body(at) or self._titled(at) or patterns.person(at)
        if found:
            return found
        if self._country(word.text):
            return 1, "GPE"
        if place and self._is_sure_place(at):
            return place
        town = patterns.town(at, run)
        if town and self._behind_preposition(at):
            return town
        if patterns.is_single_body(at):
            return 1, "ORG"
        if word.is_acronym and not self._shouts and not _names_no_body(word.text):
            return 1, "ORG"
        return None

    def _country(self, name: str) -> str | None:
        known = country_in(self._language, name) or (name.isupper() and countries.find(name))
        return "GPE" if known else None

    def _in_packs(self, name: str) -> str | None:
        """``PERSON`` or ``ORG`` if all entries with the name are of this type."""
        types = {one.entry.type for one in self._packs.find(name)}
        return types.pop() if types in ({"PERSON"}, {"ORG"}) else None

    def _is_sure_place(self, at: int) -> bool:
        doubtful = self._patterns.is_doubtful(at)
        if self._behind_preposition(at):
            # "Nach Essen und Trinken" opens a sentence.
            return not (doubtful and self.words[at - 1].opens)
        if doubtful:
            return False
        follows = self._patterns.run_length(at) > 1
        return self._rules.nouns_have_capitals or not follows

    def _behind_preposition(self, at: int) -> bool:
        start = self.words[at].start
        preposition = self._rules.preposition
        before = self._text[max(0, start - LONGEST_PREPOSITION) : start]
        return bool(preposition and preposition.search(before))

    def _titled(self, at: int) -> Found | None:
        """A name right behind a title: ``Bundeskanzler Scholz``."""
        patterns = self._patterns
        if at == 0 or not patterns.is_title(at - 1) or not self.words[at].joined:
            return None
        if patterns.is_title(at) or patterns.is_body_word(at) or self.words[at].is_acronym:
            return None
        full = patterns.person(at)
        if full or patterns.is_place(at):
            return full
        return 1 if self._rules.nouns_have_capitals else self._until_person(at), "PERSON"

    def _until_person(self, at: int) -> int:
        """Words with capitals from here on, up to a given name with a surname."""
        run = self._patterns.run_length(at)
        return next((index for index in range(1, run) if self._patterns.person(at + index)), run)

    def _guess(self, at: int) -> Found | None:
        """What capitals inside a sentence name, where nouns have none."""
        patterns, word = self._patterns, self.words[at]
        run = patterns.run_length(at)
        if patterns.is_title(at) or self._gap(at).strip() in QUOTES:
            return None
        if word.opens:
            sure = run == 2 and patterns.is_surname(at + 1) and not patterns.is_place(at + 1)
            return (2, "PERSON") if sure else None
        if patterns.is_place_word(at) and run > 1:
            return run, "GPE"
        run = self._until_person(at)
        if self._behind_preposition(at):
            return run, "GPE"
        if run > 1 or patterns.is_surname(at) or patterns.is_given_name(at):
            return run, "PERSON"
        return None

    def _gap(self, at: int) -> str:
        """What stands between a word and the word before."""
        return self._text[self.words[at - 1].end if at else 0 : self.words[at].start]

    def _is_behind(self, at: int, nouns: Set[str]) -> bool:
        """Whether a noun stands before, perhaps with a particle or a quotation mark between."""
        before = at - 1
        if before > 0 and self.words[before].text in self._rules.particles:
            before -= 1
        if before < 0 or self.words[before].text.casefold() not in nouns:
            return False
        return self._gap(at).strip() in {"", *QUOTES}


def _names_no_body(acronym: str) -> bool:
    return set(acronym) <= set("IVXLCDM") or acronym in _NO_BODIES
