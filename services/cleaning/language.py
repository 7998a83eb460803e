"""Says what language an article is written in, or honestly that it can't tell."""

from functools import cache

from babel import Locale
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas.articles import Language
from services.cleaning.findings import Finding

_ENOUGH = 600  # characters: the answer hardly changes after this many, the cost does
_LEAST = 0.5  # of answers below it fewer than nine in ten are right, whatever the text's length
_SURE = 0.95
_HINT = 20.0
"""How much likelier a language is that the publisher or the page names. `lang="en"` is what many
templates say whatever the article, so that it does not decide against a text of some length."""
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
    code = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    code = _SAME.get(code, code)
    return code if code in Locale("en").languages and code != "und" else None


def identify(text: str, hints: tuple[str | None, ...] = ()) -> Finding[str] | None:
    """ISO 639 code of the language of ``text``, or None where neither text nor hints tell.

    ``hints`` are tags such as `pt-BR`, of the publisher and of the page.
    """
    hinted = [code for hint in hints if (code := code_of(hint))]
    code, probability = _identifier().classify(text[:_ENOUGH])
    code, probability = _SAME.get(code, code), float(probability)
    unknown = next((hint for hint in hinted if hint not in _known()), None)
    if unknown is not None:  # the detector can only name a relative of it
        return Finding(unknown, "hint", 0.7)
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, _SURE))
    if probability < _SURE:
        return _weighed(text[:_ENOUGH], hinted)
    return Finding(code, "langid", probability) if code != "zxx" else None


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
