"""Detects the language of an article, or says that it cannot tell."""

import re
import unicodedata
from functools import cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas.articles import Language
from services.cleaning.finding import Finding

# From measurements on texts of known language, done once; no command repeats them.
_MAX_TEXT = 400  # characters: with 300, 2 more answers of 660 are wrong; with 600, none fewer
_START = 120  # characters: if they leave no doubt, 400 give the same answer (11,286 of 11,286)
_NO_DOUBT = 0.98  # probability
_MIN_PROBABILITY = 0.5  # of answers with less, fewer than nine in ten are right
_SURE = 0.95  # probability with which hints do not count
_FROM_HINT = 0.7  # confidence in a hint for a language that cannot be detected; set by hand
_SCRIPT_SAMPLE = 60  # characters, enough to tell a script
_HINT = 20.0
"""Factor for a language that the publisher or the page names. Many templates say `lang="en"`
whatever the article, so the factor does not decide against a text of some length."""
_FOREIGN_LETTERS = {
    "am": re.compile("[\u1250-\u1258\u12a3]"),
    "rw": re.compile("vy", re.IGNORECASE),
}
"""What tells a language that the detector lacks from its relative: Tigrinya has letters that
Amharic hardly uses, Rundi has `vy` where Kinyarwanda has `by`."""
_QUOTED = 200  # characters: letters further apart stand in quotations
_SCRIPT_NAMES = """
    LATIN CYRILLIC GREEK ARABIC HEBREW DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU
    KANNADA MALAYALAM SINHALA THAI LAO TIBETAN MYANMAR KHMER GEORGIAN ARMENIAN ETHIOPIC CJK
    HIRAGANA KATAKANA HANGUL
"""
_SCRIPTS = frozenset(_SCRIPT_NAMES.split())
"""The scripts of the languages that the detector knows: first words of Unicode names."""
_CANONICAL = {
    "arz": "ar", "ary": "ar", "cmn": "zh", "fil": "tl", "grc": "el", "hbo": "he", "in": "id",
    "iw": "he", "nb": "no", "sdh": "ku", "uzs": "uz", "wuu": "zh", "yue": "zh",
}  # fmt: skip
"""The usual ISO 639-1 code by old codes and by codes of varieties."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _detectable() -> frozenset[str]:
    """The languages that the detector was trained on."""
    return frozenset(_CANONICAL.get(code, code) for code in _identifier().nb_classes)


def sample(raw: str) -> str:
    """The longest lines of a raw text, up to 400 characters: its prose, not its menus."""
    lines = sorted(raw.splitlines(), key=len, reverse=True)
    return " ".join(lines[:20])[:_MAX_TEXT]


def code_of(tag: str | None) -> str | None:
    """The language code of a tag such as `pt-BR`; None where the tag names no language."""
    if not tag:
        return None
    code = tag.replace("_", "-").split("-")[0].strip().lower()
    code = _CANONICAL.get(code, code)
    return code if code in Locale("en").languages and code != "und" else None


def identify(text: str, hints: tuple[str | None, ...] = ()) -> Finding[str] | None:
    """The ISO 639 code of the language of ``text``; None where neither text nor hints tell.

    ``hints`` are the tags, such as `pt-BR`, of the publisher and of the page.
    """
    hinted = [code for hint in hints if (code := code_of(hint))]
    code, probability = _classify(text[:_MAX_TEXT])
    unknown = next((hint for hint in hinted if hint not in _detectable()), None)
    if unknown is None and _is_undetectable(code, text[:_MAX_TEXT]):
        return None
    if unknown is not None:  # the detector can only name a relative of it
        return Finding(unknown, "hint", _FROM_HINT)
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, _SURE))
    if probability < _SURE:
        return _with_hints(text[:_MAX_TEXT], hinted)
    return Finding(code, "langid", probability) if code != "zxx" else None


def _classify(text: str) -> tuple[str, float]:
    """The likeliest language of ``text`` and its probability, mostly by its start alone."""
    code, probability = _identifier().classify(text[:_START])
    if probability < _NO_DOUBT and len(text) > _START:
        code, probability = _identifier().classify(text)
    return _CANONICAL.get(code, code), float(probability)


def _is_undetectable(code: str, text: str) -> bool:
    """Whether ``text`` is in a language that the detector lacks, and for which it says ``code``."""
    foreign = _FOREIGN_LETTERS.get(code)
    if foreign and len(foreign.findall(text)) * _QUOTED >= max(len(text), 1):
        return True
    letters = [char for char in text[:_SCRIPT_SAMPLE] if not char.isascii() and char.isalpha()]
    return len(letters) > _SCRIPT_SAMPLE / 3 and not any(
        unicodedata.name(char, "?").split(" ")[0] in _SCRIPTS for char in letters
    )


def _with_hints(text: str, hinted: list[str]) -> Finding[str] | None:
    """The likeliest language of a short or mixed text, with a factor for hinted languages."""
    shares: dict[str, float] = {}
    for name, share in _identifier().rank(text):
        code = _CANONICAL.get(name, name)
        weight = _HINT if code in hinted else 1.0
        shares[code] = shares.get(code, 0.0) + weight * float(share)
    code = max(shares, key=shares.__getitem__)
    probability = shares[code] / sum(shares.values())
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, _MIN_PROBABILITY))
    return (
        Finding(code, "langid", probability)
        if probability >= _MIN_PROBABILITY and code != "zxx"
        else None
    )


def as_model(found: Finding[str] | None) -> Language | None:
    """The finding as the schema's model."""
    return Language(code=found.value, confidence=round(found.confidence, 2)) if found else None
