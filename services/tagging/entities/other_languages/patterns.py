"""Tells what a run of capitalised words names: a person, a body or a place."""

from collections.abc import Iterator, Sequence, Set

from services.tagging.entities.other_languages.lexicon import Lexicon
from services.tagging.entities.other_languages.rules import LanguageRules
from services.tagging.entities.other_languages.words import Word
from services.tagging.names import fold, word_list

LEGAL_FORMS = word_list("legal_forms") | {"slu", "srl", "sarl", "eg", "ev", "oyj", "oao", "pao"}

LONGEST_NAME = 6
"""Words of the longest name."""

Found = tuple[int, str]
"""How many words a name has, and its type."""


class Patterns:
    """The patterns of one language, at one of the words of one text."""

    def __init__(self, rules: LanguageRules, lexicon: Lexicon, words: Sequence[Word]) -> None:
        self._rules = rules
        self._lexicon = lexicon
        self._words = words
        self._stems = [rules.stem(word.text) for word in words]

    def run_length(self, at: int, particles: Set[str] = frozenset()) -> int:
        """Words with capitals from here on, with the particles between them."""
        end = at
        for index in range(at, min(len(self._words), at + LONGEST_NAME)):
            word = self._words[index]
            if index > at and not word.joined:
                break
            if word.has_capital:
                end = index + 1
            elif index == at or word.text not in particles:
                break
        return end - at

    def known_place(self, at: int, longest: int) -> Found | None:
        """The longest known place that begins here."""
        for length in range(longest, 0, -1):
            label = self._lexicon.places.get(" ".join(self._stems[at : at + length]))
            if label and self._words[at + length - 1].has_capital:
                return length, label
        return None

    def town(self, at: int, longest: int) -> Found | None:
        """The longest smaller town that begins here."""
        for length in range(longest, 0, -1):
            if " ".join(self._stems[at : at + length]) in self._lexicon.towns:
                return length, "GPE"
        return None

    def person(self, at: int) -> Found | None:
        """A given name or initials, and a surname behind them."""
        words = self._words
        if not (words[at].is_initial or self.is_given_name(at)):
            return None
        length = self.run_length(at, self._rules.particles)
        names = list(self._names(at, length))
        if len(names) < 2 or words[names[-1]].is_initial:
            return None
        return names[-1] + 1 - at, "PERSON"

    def _names(self, at: int, length: int) -> Iterator[int]:
        for index in range(at, at + length):
            word = self._words[index]
            if index > at and (word.is_acronym or self.is_body_word(index)):
                return
            if self._rules.nouns_have_capitals and index > at + 1 and self._ends_name(index - 1):
                return
            if word.has_capital:
                yield index

    def _ends_name(self, at: int) -> bool:
        """Whether what follows is another noun: behind a surname."""
        word = self._words[at]
        return word.has_capital and not word.is_initial and not self.is_given_name(at)

    @property
    def given(self) -> frozenset[str]:
        """The stems of given names."""
        return self._lexicon.given_names

    def is_given_name(self, at: int) -> bool:
        """Whether the word is a given name, also a double one."""
        word = self._words[at]
        if not word.has_capital or word.is_acronym:
            return False
        return self._stems[at].split("-")[0] in self.given or self._stems[at] in self.given

    def is_body_word(self, at: int) -> bool:
        """Whether the word says that a name is a body's."""
        stem = self._stems[at]
        long_enough = len(stem) > 6 and stem.endswith(self._rules.body_endings or ("\0",))
        return self._words[at].has_capital and (stem in self._rules.body_words or long_enough)

    def body(self, at: int) -> Found | None:
        """A name with a word for a body, or with a legal form behind it."""
        run = self.run_length(at)
        return (
            self._with_legal_form(at, run)
            or self._with_first_word(at)
            or self._with_acronym(at, run)
            or self._with_last_word(at, run)
        )

    def _with_legal_form(self, at: int, run: int) -> Found | None:
        for length in range(min(run, 3) if self._rules.nouns_have_capitals else run, 1, -1):
            last = self._words[at + length - 1].text
            if last[1:] != last[1:].lower() and fold(last).replace(".", "") in LEGAL_FORMS:
                return length, "ORG"
        return None

    def _with_first_word(self, at: int) -> Found | None:
        alone = self.is_single_body(at)
        if not (alone or self.is_body_word(at)):
            return None
        length = self.run_length(at, self._rules.body_particles)
        if self._rules.nouns_have_capitals and not self._words[at].is_acronym:
            # What follows may be another noun.
            length = min(length, 2 if self.run_length(at) > 1 else 4)
            if length == 2 and not self.is_place(at + 1):
                length = 1
            while not self._words[at + length - 1].has_capital:
                length -= 1
        return (length, "ORG") if length > 1 or alone else None

    def _with_acronym(self, at: int, run: int) -> Found | None:
        """``IFK Göteborg``: an acronym and, where nouns have capitals, a place."""
        if run < 2 or not self._words[at].is_acronym or self._words[at + 1].is_acronym:
            return None
        if self.is_place(at):
            return None
        if not self._rules.nouns_have_capitals:
            return run, "ORG"
        return (2, "ORG") if self.is_place(at + 1) else None

    def _with_last_word(self, at: int, run: int) -> Found | None:
        if not self._rules.nouns_have_capitals:
            inside = any(self.is_body_word(index) for index in range(at + 1, at + run))
            return (run, "ORG") if inside and not self._words[at].opens else None
        adjective = self._words[at].text.endswith(("e", "er", "en", "es"))
        if run > 1 and adjective and self.is_body_word(at + 1):
            return 2, "ORG"
        return None

    def is_surname(self, at: int) -> bool:
        """Whether the word is a surname by its ending or by the list."""
        folded = fold(self._words[at].text)
        endings = self._rules.surname_endings
        if endings and len(folded) > 5 and folded.endswith(endings):
            return True
        return self._stems[at] in self._lexicon.surnames

    def is_place_word(self, at: int) -> bool:
        """Whether a place's name begins with the word."""
        return self._words[at].has_capital and self._stems[at] in self._rules.place_words

    def is_single_body(self, at: int) -> bool:
        """Whether the word alone names a body."""
        return self._words[at].has_capital and self._stems[at] in self._rules.bodies

    def is_place(self, at: int) -> bool:
        """Whether the word alone names a place."""
        return self._stems[at] in self._lexicon.places

    def is_title(self, at: int) -> bool:
        """Whether a person's name may follow the word."""
        return at >= 0 and (
            self._stems[at] in self._rules.title_words
            or fold(self._words[at].text) in self._rules.title_words
        )

    def is_doubtful(self, at: int) -> bool:
        """Whether the word is also an ordinary one."""
        return self._stems[at] in self._rules.doubtful
