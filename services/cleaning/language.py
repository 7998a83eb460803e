"""Says what language an article is written in, or honestly that it can't tell."""

import re
import unicodedata
from functools import cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas.articles import Language
from services.cleaning.finding import Finding

_ENOUGH = 400  # characters: of 300 two answers more in 660 are wrong, of 600 none fewer
_START = 120  # characters: where they leave no doubt, 400 say the same (all of 11,286 texts)
_NO_DOUBT = 0.98
_LEAST = 0.5  # of answers below it fewer than nine in ten are right, whatever the text's length
_SURE = 0.95
_SAMPLE = 60  # characters: enough to tell a script
_HINT = 20.0
"""How much likelier a language is that the publisher or the page names. `lang="en"` is what many
templates say whatever the article, so that it does not decide against a text of some length."""
_NOT_ITS_OWN = {"am": re.compile("[\u1250-\u1258\u12a3]"), "rw": re.compile("vy", re.IGNORECASE)}
"""What a language does not write, though a relative does that the detector lacks: Tigrinya has
letters that Amharic hardly uses, Rundi has `vy` where Kinyarwanda has `by`."""
_OFTEN = 200  # characters: if such letters stand closer together, they are no quotation
_SCRIPT_NAMES = """
    LATIN CYRILLIC GREEK ARABIC HEBREW DEVANAGARI BENGALI GURMUKHI GUJARATI ORIYA TAMIL TELUGU
    KANNADA MALAYALAM SINHALA THAI LAO TIBETAN MYANMAR KHMER GEORGIAN ARMENIAN ETHIOPIC CJK
    HIRAGANA KATAKANA HANGUL
"""
_SCRIPTS = frozenset(_SCRIPT_NAMES.split())
"""The scripts of the languages that the detector knows, by the first words of letters' names."""
_SAME = {
    "arz": "ar", "ary": "ar", "cmn": "zh", "fil": "tl", "grc": "el", "hbo": "he", "in": "id",
    "iw": "he", "nb": "no", "sdh": "ku", "uzs": "uz", "wuu": "zh", "yue": "zh",
}  # fmt: skip
"""Codes of varieties and old codes, by the one of ISO 639-1 that readers look for."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _known() -> frozenset[str]:
    """The languages that the detector was trained on."""
    return frozenset(_SAME.get(code, code) for code in _identifier().nb_classes)


def sample(raw: str) -> str:
    """The longest lines of a raw text: they are its prose, and its menus are not among them."""
    lines = sorted(raw.splitlines(), key=len, reverse=True)
    return " ".join(lines[:20])[:_ENOUGH]


def code_of(tag: str | None) -> str | None:
    """The language alone of a tag such as `pt-BR`, or None where the tag names none."""
    if not tag:
        return None
    code = tag.replace("_", "-").split("-")[0].strip().lower()
    code = _SAME.get(code, code)
    return code if code in Locale("en").languages and code != "und" else None


def identify(text: str, hints: tuple[str | None, ...] = ()) -> Finding[str] | None:
    """ISO 639 code of the language of ``text``, or None where neither text nor hints tell.

    ``hints`` are tags such as `pt-BR`, of the publisher and of the page.
    """
    hinted = [code for hint in hints if (code := code_of(hint))]
    code, probability = _classify(text[:_ENOUGH])
    unknown = next((hint for hint in hinted if hint not in _known()), None)
    if unknown is None and _is_lacking(code, text[:_ENOUGH]):
        return None
    if unknown is not None:  # the detector can only name a relative of it
        return Finding(unknown, "hint", 0.7)
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, _SURE))
    if probability < _SURE:
        return _weighed(text[:_ENOUGH], hinted)
    return Finding(code, "langid", probability) if code != "zxx" else None


def _classify(text: str) -> tuple[str, float]:
    """The likeliest language of ``text`` and its probability; seldom is all of it looked at."""
    code, probability = _identifier().classify(text[:_START])
    if probability < _NO_DOUBT and len(text) > _START:
        code, probability = _identifier().classify(text)
    return _SAME.get(code, code), float(probability)


def _is_lacking(code: str, text: str) -> bool:
    """Whether ``text`` is in a language that the detector lacks, and calls ``code``."""
    foreign = _NOT_ITS_OWN.get(code)
    if foreign and len(foreign.findall(text)) * _OFTEN >= max(len(text), 1):
        return True
    letters = [char for char in text[:_SAMPLE] if not char.isascii() and char.isalpha()]
    return len(letters) > _SAMPLE / 3 and not any(
        unicodedata.name(char, "?").split(" ")[0] in _SCRIPTS for char in letters
    )


def _weighed(text: str, hinted: list[str]) -> Finding[str] | None:
    """The likeliest language of a text that is short or mixed, the hinted ones before others."""
    shares: dict[str, float] = {}
    for name, share in _identifier().rank(text):
        code = _SAME.get(name, name)
        weight = _HINT if code in hinted else 1.0
        shares[code] = shares.get(code, 0.0) + weight * float(share)
    code = max(shares, key=shares.__getitem__)
    probability = shares[code] / sum(shares.values())
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, _LEAST))
    return Finding(code, "langid", probability) if probability >= _LEAST and code != "zxx" else None


def as_model(found: Finding[str] | None) -> Language | None:
    return Language(code=found.value, confidence=round(found.confidence, 2)) if found else None
