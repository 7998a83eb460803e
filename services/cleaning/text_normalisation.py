"""Normalises text: repairs mojibake and entities, to NFC, without invisible characters."""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

# Quotes stay as written, so do ligatures and wide characters: they are the author's.
_FTFY = TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    explain=False,
)
_SPACES = re.compile(r"[^\S\n]+")
_SOFT_HYPHEN = re.compile("\u00ad\\s?")
# Zero-width space, word joiner, BOM, bidi marks and isolates, controls. The joiners U+200C and
# U+200D stay: Persian, Indic scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Mojibake is an accented letter before a sign that no text has there, or a C1 control. All forms
# begin with one set of characters, which makes the search quick.
_SUSPECT = re.compile(
    "[\u0080-\u009f\u00c0-\u00ff\u0152-\u017e]"
    "(?:(?<=[\u0080-\u009f])|(?<=Ã).|[^\\w\\s.,;:!?'\"()«»…–—’”“-])"
)
_WORD = re.compile(r"\w+")
_SMALL_WORDS = "".join(chr(i).lower() if re.match(r"\w", chr(i)) else " " for i in range(128))
_SMALL_BYTES = _SMALL_WORDS.encode("ascii") * 2  # a table of bytes has 256 places
_MAX_ROUNDS = 8


def normalise_text(text: str) -> str:
    """One line of clean text; a line break counts as a space. Idempotent."""
    if text.isprintable() and "&" not in text and _is_composed(text):  # most lines are clean
        text = text.strip()
        return " ".join(text.split()) if "  " in text else text
    for _ in range(_MAX_ROUNDS):
        normalised = _normalise_once(text)
        if normalised == text:
            break
        text = normalised
    return text


def _is_composed(text: str) -> bool:
    """Whether printable text is in NFC and holds nothing that looks like mojibake."""
    return text.isascii() or (not _SUSPECT.search(text) and unicodedata.is_normalized("NFC", text))


def _normalise_once(text: str) -> str:
    if not text.isascii():
        text = _LONE_SURROGATE.sub("\ufffd", text)
        if _SUSPECT.search(text) and is_bad(text):
            text = fix_text(text, _FTFY)
        text = unicodedata.normalize("NFC", text)
        text = _SOFT_HYPHEN.sub("", text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return " ".join(_INVISIBLE.sub("", text).split())


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of a text, in lower case."""
    if text.isascii():
        # `bytes.translate` looks its table up in C; `str.translate` asks Python for each character.
        return text.encode("ascii").translate(_SMALL_BYTES).decode("ascii").split()
    return _WORD.findall(text.lower())


@lru_cache(maxsize=1024)  # each block of a page is compared several times
def comparison_key(text: str) -> str:
    """Letters and digits alone, in lower case: equal for two spellings of one headline."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(words_of(text))


def spaceless_key(text: str) -> str:
    """``comparison_key`` without spaces, for names of sites: some write them with spaces."""
    return comparison_key(text).replace(" ", "")
