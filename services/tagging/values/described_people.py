"""Tells which person of an article a noun such as ``the mayor`` or a pronoun may mean."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set

from services.tagging.names import word_list

Names = Mapping[int, tuple[int, str, str]]
"""Mentions of what may speak: start → end, type and the entity's id."""

MOST_NAMED = 12
"""Mentions of persons before a pronoun among which the one is looked for that it means."""

LONGEST_DESCRIPTION = 80
"""Code points beside a name that may say what its bearer is."""

_NOT_DESCRIBING = word_list("clause_words") | word_list("speech_words") | word_list("quote_words")
_DETERMINERS = frozenset(["the", "a", "an", "its", "their", "our", "my"])
_BEFORE = re.compile(r"((?:(?:[A-Z][a-z]{0,4}\.|[A-Za-z][\w’'-]*,?)\s){1,5})$")
_BEHIND = re.compile(
    r"\s?[,(](?:\s?(?:aged\s)?(?P<age>\d{1,3}),?)?(?:\s?(?P<noun>(?:[A-Za-z][\w’'-]*\s?){1,6}))?"
    r"|\s(?:is|was|became)\s(?:the|an?)\s(?P<role>(?:[A-Za-z][\w’'-]*\s?){1,5})"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_AGE = re.compile(r"(\d{1,3})-year-old")
_GENDERS = {
    "he": frozenset(["mr", "sir", "lord", "baron", "monsieur", "herr", "señor"]),
    "she": frozenset(["mrs", "ms", "miss", "lady", "dame", "baroness", "madame", "frau"]),
}
_NOUN_GENDERS = {
    "he": re.compile(r"(?:(?<!wo)man|boy|father|son|brother|husband|uncle|actor|king|prince)$"),
    "she": re.compile(r"(?:woman|girl|mother|daughter|sister|wife|aunt|actress|queen|princess)$"),
}


class DescribedPeople:
    """The persons that ``masked`` names at ``names``, and what it says that they are."""

    def __init__(self, masked: str, names: Names) -> None:
        named = [
            (start, end, who) for start, (end, label, who) in names.items() if label == "PERSON"
        ]
        self._masked, self._named = masked, named
        self._starts = [start for start, *_ in named]
        self._ids = [who for *_, who in named]
        self._described: dict[str, set[str]] | None = None
        # Of each mention the next one of another person.
        self._others = [len(named)] * len(named)
        for at in reversed(range(len(named) - 1)):
            same = self._ids[at] == self._ids[at + 1]
            self._others[at] = self._others[at + 1] if same else at + 1

    def between(self, begin: int, end: int) -> set[str]:
        """The ids of the persons that are named between these offsets, of many persons two."""
        first, stop = bisect_left(self._starts, begin), bisect_left(self._starts, end)
        if first == stop:
            return set()
        other = self._others[first]
        return {self._ids[first], self._ids[other]} if other < stop else {self._ids[first]}

    def only(self, begin: int, end: int, pronoun: str) -> str | None:
        """The one person named between these offsets whom ``he`` or ``she`` may mean."""
        named = self.between(begin, end)
        if len(named) > 1:
            first, stop = bisect_left(self._starts, begin), bisect_left(self._starts, end)
            named = set(self._ids[max(first, stop - MOST_NAMED) : stop])
        fitting = [who for who in named if self.may_be(who, pronoun)]
        return fitting[0] if len(fitting) == 1 else None

    def may_be(self, who: str, pronoun: str) -> bool:
        """Whether nothing in the article says that a person is of the other sex."""
        other = "she" if pronoun == "he" else "he"
        words = self._descriptions().get(who, frozenset())
        is_other = bool(words & _GENDERS[other]) or any(map(_NOUN_GENDERS[other].search, words))
        return not is_other

    def called(self, noun: str) -> str | None:
        """The one person that the article describes with these words, or with the last of them."""
        parts = [_POSSESSIVE.sub("", word.casefold()) for word in noun.split()]
        age = _AGE.fullmatch(parts[-1])
        for wanted in ({age[1]},) if age else (set(parts), {parts[-1]}):
            fitting = [who for who, words in self._descriptions().items() if wanted <= words]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def _descriptions(self) -> Mapping[str, Set[str]]:
        if self._described is None:
            self._described = defaultdict(set)
            for start, end, who in self._named:
                self._described[who] |= set(self._words_beside(start, end))
        return self._described

    def _words_beside(self, start: int, end: int) -> Iterator[str]:
        """The words that describe the person who is named here, in small letters; the age too."""
        # Only the last five words: a search tries every place before them too.
        near = self._masked[max(0, start - LONGEST_DESCRIPTION) : start].rsplit(" ", 6)
        before = _BEFORE.search(" ".join(near[-6:]))
        yield from _until_other_words(reversed(before[1].split()) if before else ())
        behind = _BEHIND.match(self._masked, end, end + LONGEST_DESCRIPTION)
        if behind:
            yield behind["age"] or ""
            words = (behind["noun"] or behind["role"] or "").split()
            first = words[:1] if words and words[0].casefold() in _DETERMINERS else []
            yield from _until_other_words(words[len(first) :])


def _until_other_words(words: Iterator[str] | list[str] | tuple[()]) -> Iterator[str]:
    for word in words:
        plain = _POSSESSIVE.sub("", word.rstrip(",.").casefold())
        if plain in _NOT_DESCRIBING or plain in _DETERMINERS:
            return
        yield plain
