"""Reads from the words before a person's name whether it is a man's, and whose kin it is."""

from typing import Literal

from services.tagging.names import fold, is_title, word_list

Gender = Literal["male", "female"]

_MALE_NAMES, _FEMALE_NAMES = word_list("male_names"), word_list("female_names")
_GENDERS: dict[str, Gender] = dict.fromkeys(word_list("male_words"), "male")
_GENDERS |= dict.fromkeys(word_list("female_words"), "female")
_ALSO_VERBS = ("miss", "count")
_KIN = word_list("kin_words")
_WHOSE = word_list("whose_words")

_REACH = 40
"""Code points before a name in which a title or word for kin stands."""


def gender_before(text: str, start: int) -> Gender | None:
    """What the title or word for kin before a name that begins at ``start`` says."""
    before = _words_before(text, start)
    while before:
        word = before.pop()
        bare = word.rstrip(".,").casefold()
        if bare in _GENDERS:
            # "Miss Ito", not "they miss Ito"; "Mr. Ito", not "of her son. Ito".
            is_other = word in _ALSO_VERBS or (word.islower() and word.endswith("."))
            return None if is_other else _GENDERS[bare]
        if not is_title(word):
            return None
    return None


def gender_of_name(given: str) -> Gender | None:
    """What a given name says, None for names of both sexes and those that we do not know."""
    given = fold(given)
    if given in _MALE_NAMES:
        return "male"
    return "female" if given in _FEMALE_NAMES else None


def is_introduced_as_kin(text: str, start: int) -> bool:
    """Whether a word for kin stands before a name that begins at ``start``: ``his father, Ito``."""
    before = _words_before(text, start)
    while before and is_title(before[-1]) and before[-1].casefold() not in _KIN:
        before.pop()
    if before[-2:] == ["married", "to"]:
        return True
    if len(before) < 2 or before[-1].rstrip(",").casefold() not in _KIN:
        return False
    return any(word.casefold() in _WHOSE or word.endswith(("’s", "'s")) for word in before[-3:-1])


def has_office(text: str, start: int) -> bool:
    """Whether a name that begins at ``start`` stands behind an office: ``President Ito``."""
    last = (_words_before(text, start) or [""])[-1]
    return last[:1].isupper() and is_title(last) and last.rstrip(".").casefold() not in _GENDERS


def _words_before(text: str, start: int) -> list[str]:
    """The words right before a name, none where no space is between."""
    if start == 0 or text[start - 1] != " ":
        return []
    return text[max(0, start - _REACH) : start].rpartition("\n")[2].split()
