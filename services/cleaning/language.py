"""Says what language an article is written in, or honestly that it can't tell."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas.articles import Language
from services.cleaning.findings import Finding

_ENOUGH = 1000  # characters: the answer hardly changes after this many, the cost does
_LEAST = 0.5


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def sample(raw: str) -> str:
    """The longest lines of a raw text: they are its prose, and its menus are not among them."""
    lines = sorted(raw.splitlines(), key=len, reverse=True)
    return " ".join(lines[:20])[:_ENOUGH]


def code_of(tag: str | None) -> str | None:
    """The language alone of a tag such as `pt-BR`, or None."""
    code = (tag or "").replace("_", "-").split("-")[0].strip().lower()
    return code if code.isalpha() and len(code) in (2, 3) else None


def identify(text: str, hints: tuple[str | None, ...] = ()) -> Finding[str] | None:
    """ISO 639-1 code of the language of ``text``; ``hints`` are tags such as `pt-BR`."""
    code, probability = _identifier().classify(text[:_ENOUGH])
    hinted = [tag for hint in hints if (tag := code_of(hint))]
    if code in hinted:
        return Finding(code, "langid+hint", max(probability, 0.95))
    if probability < _LEAST or code == "zxx":
        return Finding(hinted[0], "hint", 0.5) if hinted and len(hinted[0]) == 2 else None
    return Finding(code, "langid", float(probability))


def as_model(found: Finding[str] | None) -> Language | None:
    return Language(code=found.value, confidence=round(found.confidence, 2)) if found else None
