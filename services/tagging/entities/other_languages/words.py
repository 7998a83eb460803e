"""Takes a text apart into words, and says which may begin a name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_](?:[\w.’'-]*\w)?\.?")
_ELISION = re.compile(r"(?:[cdjlmnstCDJLMNST]|[a-zA-Z]{0,6}(?:ll|qu|un|st))['’](?=[^\W\d_])")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?…:]|\n)[\s\"“”„«»'’(\[–—-]*$")
_JOINT = re.compile(r"[ \t\u00a0]\n?$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; ``opens`` if a sentence begins with it, ``joined`` if only a space parts it
    from the word before. An article with an apostrophe is no part of it: ``l'Europe``."""

    text: str
    start: int
    end: int
    opens: bool
    joined: bool

    @property
    def has_capital(self) -> bool:
        """Whether it begins with one."""
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        """Whether it is two to six capitals."""
        return 2 <= len(self.text) <= 6 and self.text.isupper() and self.text.isalpha()

    @property
    def is_initial(self) -> bool:
        """Whether it is a letter with a dot, or a few: ``J.``, ``J.R.``."""
        return self.text[-1] == "." and self.text.replace(".", "").isupper() and len(self.text) < 5


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    before = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[before:start]
        opens = bool(_NEW_SENTENCE.search(text[max(0, start - 8) : start]))
        elision = _ELISION.match(text, start, end)
        joined = before > 0 and bool(_JOINT.fullmatch(gap))
        if elision and text[elision.end()].isupper():
            start, joined = elision.end(), False
        word = text[start:end]
        if word.endswith(".") and len(word) > 2 and "." not in word[:-1]:
            word, end = word[:-1], end - 1
        yield Word(word, start, end, opens, joined)
        before = end
