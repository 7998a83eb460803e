"""Says how much a sum of money is, and in which currency, where that is certain."""

import re
from collections.abc import Set
from decimal import Decimal

from schemas.articles import Money
from services.tagging.names import any_of, line_list, table

_SCALES = {word: int(factor) for word, factor in table("number_scales")}
_CURRENCIES = {
    unit: (code, frozenset(" ".join(others).split()))
    for unit, _, code, *others in table("currencies")
}
"""How a currency is written → its ISO 4217 code, and the countries that mean another one by it."""

_SIGNS = [unit for unit, kind, *_ in table("currencies") if kind == "sign"]
_CENTS = ("cent", "¢")
_MOST_DIGITS = 30  # more is no sum; from 309 on it is infinite as a float, which JSON does not have

_NUMBER = r"(?P<number>\d{1,3}(?:,\d\d\d)+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = rf"(?P<scale>{any_of(_SCALES)})"
_SIGN = rf"(?P<sign>{any_of(_SIGNS)})"
_WORD = r"(?P<word>[a-z.]+(?: [a-z.]+){0,2}|[€¢])"
_FORMS = (
    re.compile(rf"{_SIGN} ?{_NUMBER}(?:[ -]?{_SCALE})?"),
    re.compile(rf"{_NUMBER}(?:[ -]?{_SCALE})?[ -]?{_WORD}"),
)
_ABOUT = re.compile(rf"^(?:{any_of(line_list('about_phrases'))} )+")


def read_money(text: str, around: Set[str]) -> Money | None:
    """The sum that a MONEY mention names, in units of its ISO 4217 currency; None where unsure.

    ``around`` are the codes (ISO 3166-1) of the article's countries: in an article about Canada
    ``$`` may be another dollar.
    """
    plain = _ABOUT.sub("", " ".join(text.casefold().split())).rstrip(".,")
    match = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if match is None:
        return None
    parts = match.groupdict()
    if len(parts["number"]) > _MOST_DIGITS:
        return None
    unit = parts.get("sign") or _singular(parts["word"])
    if unit not in _CURRENCIES:
        return None
    code, others = _CURRENCIES[unit]
    if around & others:
        return None
    amount = Decimal(parts["number"].replace(",", "")) * _SCALES.get(parts["scale"] or "", 1)
    return Money(amount=float(amount / 100 if unit in _CENTS else amount), currency=code)


def _singular(word: str) -> str:
    return word if word in _CURRENCIES else word.removesuffix("s")
