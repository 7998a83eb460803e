"""What a name is when its spelling is taken away: case, accents, dots, titles, possessives."""

import re
import unicodedata

from services.tagging.lists import word_list

SMALL_WORDS = word_list("small_words")
TITLES = word_list("titles")
TITLE_MODIFIERS = word_list("title_modifiers")
"""Words before a person's name that are no part of it; lower case, without the dot."""

_POSSESSIVE = re.compile(r"(?:['’`]s|(?<=s)['’])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\b\w\.){2,}")
_SPACE = re.compile(r"[\s_]+")
_STROKES = str.maketrans("łŁøØđĐıßæÆœŒþÞ", "lLoOdDisaAoOtT")


def fold(text: str) -> str:
    """Letters without accents or case: ``Erdoğan`` → ``erdogan``."""
    plain = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def normalise(name: str) -> str:
    """The key under which spellings of one name meet: ``the U.S.'s`` → ``us``."""
    name = _SPACE.sub(" ", name.replace("’", "'").replace("‐", "-").replace("‑", "-")).strip()
    name = _POSSESSIVE.sub("", name)
    name = _INITIALS.sub(lambda dotted: dotted[0].replace(".", ""), name)
    name = fold(name).strip(" .,;:'\"")
    return name.removeprefix("the ")


def words(name: str) -> tuple[str, ...]:
    """The words of a normalised name; an initial has lost its dot."""
    return tuple(word.strip(".,'\"") for word in normalise(name).split(" ") if word.strip(".,'\""))


def is_title(word: str) -> bool:
    """Whether a word is put before persons' names without belonging to them."""
    return word.rstrip(".").casefold() in TITLES


def sound(word: str) -> str:
    """A skeleton shared by usual transliterations: ``Alexei``, ``Alexey``, ``Aleksei``."""
    word = fold(word)
    for written, heard in _HEARD:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word)


_HEARD = (
    *(("ks", "x"), ("kh", "h"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("ck", "k")),
    *(("iy", "i"), ("ey", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"), ("yy", "i"), ("ij", "i")),
    *(("y", "i"), ("j", "i"), ("w", "v"), ("ph", "f"), ("ie", "e"), ("-", ""), ("'", "")),
)


def acronyms(name: str) -> frozenset[str]:
    """What a long name may be shortened to: its initials with and without the small words."""
    parts = [part for part in re.split(r"[\s-]+", normalise(name)) if part]
    every = "".join(part[0] for part in parts)
    great = "".join(part[0] for part in parts if part not in SMALL_WORDS)
    return frozenset(short for short in (every, great) if len(short) > 1)
