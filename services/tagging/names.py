"""Reads the word lists of ``data/``, and gives the keys under which spellings of one name meet."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files


def data_text(name: str) -> str:
    """The text of a file in ``data/``. Raises FileNotFoundError without it."""
    return files("services.tagging.data").joinpath(name).read_text("utf-8")


def word_list(name: str) -> frozenset[str]:
    """The words of ``data/<name>.txt``: separated by white space, lines with ``#`` left out."""
    return frozenset(word for line in line_list(name) for word in line.split())


def line_list(name: str) -> frozenset[str]:
    """The lines of ``data/<name>.txt``, those with ``#`` left out."""
    return frozenset(_lines(f"{name}.txt"))


def table(name: str) -> Iterator[list[str]]:
    """The columns of each line of ``data/<name>.tsv``, lines with ``#`` left out."""
    return (line.split("\t") for line in _lines(f"{name}.tsv"))


def _lines(name: str) -> Iterator[str]:
    return (line for line in data_text(name).splitlines() if line and not line.startswith("#"))


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches any one of these words or phrases, letter for letter."""
    return f"(?:{'|'.join(map(re.escape, sorted(phrases, key=lambda one: (-len(one), one))))})"


SMALL_WORDS = word_list("small_words")
TITLES = word_list("titles")
SURE_TITLES = word_list("sure_titles")
TITLE_MODIFIERS = word_list("title_modifiers")
NAME_SUFFIXES = word_list("name_suffixes")

MOST_SMALL_WORDS = 4
"""Small words of a name, each of which its acronym may have or lack."""

CACHED_NAMES = 1 << 14
"""Names that each cached function keeps. The news repeats the same names. Some 3 MB when full."""


_POSSESSIVE = re.compile(r"(?:['’`]s|(?<=s)['’])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\b\w\.){2,}")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SPACE = re.compile(r"[\s_]+")
_STROKES = str.maketrans("łŁøØđĐıßæÆœŒþÞ", "lLoOdDisaAoOtT")
"""Letters that NFKD does not take apart."""

_TRANSLITERATIONS = (
    *(("ks", "x"), ("kh", "h"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("q", "k"), ("ck", "k")),
    *(("iy", "i"), ("ey", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"), ("yy", "i"), ("ij", "i")),
    *(("y", "i"), ("j", "i"), ("w", "v"), ("ph", "f"), ("ie", "e"), ("-", ""), ("'", "")),
)
"""How spellings of one sound are made equal, in this order. Chosen by hand; the rows "identity" of
``wireroom eval tagging PATH`` measure them."""


def fold(text: str) -> str:
    """Letters without accents or case: ``Erdoğan`` → ``erdogan``."""
    if not text.isascii():
        text = _FOREIGN.sub(lambda match: _plain(match[0]), text)
    return text.casefold()


@lru_cache(CACHED_NAMES)
def _plain(foreign: str) -> str:
    letters = unicodedata.normalize("NFKD", foreign.translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(CACHED_NAMES)
def normalise(name: str) -> str:
    """The key under which spellings of one name meet: ``the U.S.'s`` → ``us``.

    Case, accents, dots of initials, a possessive and a leading ``the`` are taken away. Packs hold
    such keys, so a change needs a new ``kb.entry.FORMAT``.
    """
    if name.isascii() and name.replace(" ", "").isalpha():
        return " ".join(name.casefold().split()).removeprefix("the ")
    name = _SPACE.sub(" ", name.replace("’", "'").replace("‐", "-").replace("‑", "-")).strip()
    name = _POSSESSIVE.sub("", name)
    name = _INITIALS.sub(lambda dotted: dotted[0].replace(".", ""), name)
    name = fold(name).strip(" .,;:'\"")
    return name.removeprefix("the ")


@lru_cache(CACHED_NAMES)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, normalised; an initial has lost its dot."""
    return tuple(word.strip(".,'\"") for word in normalise(name).split(" ") if word.strip(".,'\""))


def surname(parts: Sequence[str]) -> str:
    """The last of a person's normalised words that is no ``jr``. Raises IndexError for no words."""
    return next((part for part in reversed(parts) if part not in NAME_SUFFIXES), parts[-1])


@lru_cache(CACHED_NAMES)
def given_name_keys(word: str) -> frozenset[str]:
    """What a given name shares with its short forms: ``alex`` is ``alexander`` or ``alexandra``."""
    return frozenset(map(phonetic_key, _nicknames().get(word, (word,))))


@cache
def _nicknames() -> dict[str, list[str]]:
    """Given names and their short forms, each with the full ones."""
    full: dict[str, list[str]] = defaultdict(list)
    for line in sorted(line_list("nicknames")):
        for name in line.split():
            full[name].append(line.split()[0])
    return dict(full)


def is_title(word: str) -> bool:
    """Whether a word is put before persons' names without belonging to them."""
    return word.rstrip(".").casefold() in TITLES


def is_sure_title(word: str) -> bool:
    """Whether what follows the word can only be a person."""
    return word[:1].isupper() and word.rstrip(".").casefold() in SURE_TITLES


@lru_cache(CACHED_NAMES)
def phonetic_key(word: str) -> str:
    """What the usual transliterations of a name share: ``Alexei``, ``Alexey``, ``Aleksei``."""
    word = fold(word)
    for written, heard in _TRANSLITERATIONS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word)


@lru_cache(CACHED_NAMES)
def acronyms(name: str) -> frozenset[str]:
    """What a long name may be shortened to: its initials with and without each small word."""
    parts = [part for part in re.split(r"[\s-]+", normalise(name)) if part]
    small = sum(part in SMALL_WORDS for part in parts)
    shorts = {""}
    for part in parts:
        kept = {short + part[0] for short in shorts}
        # Of many small words all are left out.
        both = part in SMALL_WORDS and small <= MOST_SMALL_WORDS
        shorts = kept | shorts if both else shorts if part in SMALL_WORDS else kept
    return frozenset(short for short in shorts if len(short) > 1)
