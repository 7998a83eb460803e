"""What a name is when its spelling is taken away: case, accents, dots, titles, possessives."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files


def word_list(name: str) -> frozenset[str]:
    """The words of ``data/<name>.txt``: separated by white space, lines with ``#`` left out."""
    return frozenset(word for line in name_list(name) for word in line.split())


def name_list(name: str) -> frozenset[str]:
    """The lines of ``data/<name>.txt``, those with ``#`` left out."""
    text = files("services.tagging.data").joinpath(f"{name}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


SMALL_WORDS = word_list("small_words")
TITLES = word_list("titles")
SURE_TITLES = word_list("sure_titles")
TITLE_MODIFIERS = word_list("title_modifiers")
NAME_SUFFIXES = word_list("name_suffixes")

REMEMBERED = 1 << 14
"""Names whose keys are kept: the news says the same ones over and over. About 3 MB when full, for
each of the functions that remember so many."""

_NICKNAMES = {name: line.split()[0] for line in name_list("nicknames") for name in line.split()}
_POSSESSIVE = re.compile(r"(?:['’`]s|(?<=s)['’])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\b\w\.){2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SPACE = re.compile(r"[\s_]+")
_STROKES = str.maketrans("łŁøØđĐıßæÆœŒþÞ", "lLoOdDisaAoOtT")
_HEARD = (
    *(("ks", "x"), ("kh", "h"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("ck", "k")),
    *(("iy", "i"), ("ey", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"), ("yy", "i"), ("ij", "i")),
    *(("y", "i"), ("j", "i"), ("w", "v"), ("ph", "f"), ("ie", "e"), ("-", ""), ("'", "")),
)


def fold(text: str) -> str:
    """Letters without accents or case: ``Erdoğan`` → ``erdogan``."""
    return (text if text.isascii() else _FOREIGN.sub(_plain, text)).casefold()


def _plain(match: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFKD", match[0].translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(REMEMBERED)
def normalise(name: str) -> str:
    """The key under which spellings of one name meet: ``the U.S.'s`` → ``us``."""
    name = _SPACE.sub(" ", name.replace("’", "'").replace("‐", "-").replace("‑", "-")).strip()
    name = _POSSESSIVE.sub("", name)
    name = _INITIALS.sub(lambda dotted: dotted[0].replace(".", ""), name)
    name = fold(name).strip(" .,;:'\"")
    return name.removeprefix("the ")


@lru_cache(REMEMBERED)
def words(name: str) -> tuple[str, ...]:
    """The words of a normalised name; an initial has lost its dot."""
    return tuple(word.strip(".,'\"") for word in normalise(name).split(" ") if word.strip(".,'\""))


def surname(parts: Sequence[str]) -> str:
    """The last of the words of a person's name that is no ``Jr``."""
    return next((part for part in reversed(parts) if part not in NAME_SUFFIXES), parts[-1])


def given(word: str) -> str:
    """What a given name and its short forms share: ``bill`` → ``william``."""
    return sound(_NICKNAMES.get(word, word))


def is_title(word: str) -> bool:
    """Whether a word is put before persons' names without belonging to them."""
    return word.rstrip(".").casefold() in TITLES


def is_sure_title(word: str) -> bool:
    """Whether what follows the word can only be a person."""
    return word[:1].isupper() and word.rstrip(".").casefold() in SURE_TITLES


@lru_cache(REMEMBERED)
def sound(word: str) -> str:
    """A skeleton shared by usual transliterations: ``Alexei``, ``Alexey``, ``Aleksei``."""
    word = fold(word)
    for written, heard in _HEARD:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(REMEMBERED)
def acronyms(name: str) -> frozenset[str]:
    """What a long name may be shortened to: its initials with and without the small words."""
    parts = [part for part in re.split(r"[\s-]+", normalise(name)) if part]
    every = "".join(part[0] for part in parts)
    great = "".join(part[0] for part in parts if part not in SMALL_WORDS)
    return frozenset(short for short in (every, great) if len(short) > 1)
