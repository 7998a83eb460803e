"""Finds sums of money, and says how much each is and in which currency, where that is certain."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from schemas.articles import Money
from services.tagging.kb import countries
from services.tagging.names import any_of, line_list, table

MANY = 100
"""Crowns from which on they are no teeth and no titles."""

CACHED_SUMS = 1 << 12
"""Sums, as they are written, whose parts stay parsed."""


@dataclass(frozen=True, slots=True)
class Currency:
    """What a sign, code or word means: an ISO 4217 code, None where the country must tell.

    ``local`` maps a country to what is meant in an article about it. Codes in ``doubtful`` are
    certain only in a publisher's own country. ``has_other_meanings`` is true of a common word.
    """

    code: str | None
    local: dict[str, str]
    doubtful: frozenset[str]
    has_other_meanings: bool


def _currencies() -> Iterator[tuple[str, str, Currency]]:
    """How each currency is written, whether that is a sign, code or word, and what it means."""
    for written, kind, code, *others in table("currencies"):
        pairs = [one.split("=") for one in " ".join(others).split()]
        currency = Currency(
            None if code == "-" else code,
            {country: local.rstrip("?") for country, local in pairs},
            frozenset(country for country, local in pairs if local.endswith("?")),
            kind.endswith("?"),
        )
        yield written, kind.rstrip("?"), currency


_SCALES = {word: int(factor) for word, factor in table("number_scales")}
_WRITTEN = list(_currencies())
_SIGNS = {written: currency for written, kind, currency in _WRITTEN if kind != "word"}
_WORDS = {written.casefold(): currency for written, kind, currency in _WRITTEN if kind == "word"}
_BY_CASE = {written.casefold(): written for written in _SIGNS}
_CENTS = frozenset(["cent", "¢", "pence", "penny", "paise", "paisa"])
_MOST_DIGITS = 30  # more is no sum; from 309 on it is infinite as a float, which JSON does not have

_NUMBER = re.compile(
    r"[\d.](?:"  # It stands first: to one character ``re`` skips at once.
    r"(?<!\d.)(?<!\d[.,].)(?<=\d)(?:\d{0,2}(?:[,’']\d{2,3})*[,’']\d{3}(?:\.\d+)?"
    r"|\d{0,2}(?:[ \u00a0]\d{3})+(?!\d)|\d*(?:\.\d+)?)"
    r"|(?<=[$£€]\.)\d\d?)"
)
_NUMBER_GOES_ON = re.compile(r"[.,]?\d")
_SCALE = any_of(_SCALES)
_SCALES_BEHIND = re.compile(rf"[ -]?({_SCALE})\b(?: ({_SCALE})\b)?", re.IGNORECASE)
_SCALE_INSIDE = re.compile(rf"\d[ -]?{_SCALE}\b", re.IGNORECASE)
_SIGN_BEFORE = re.compile(rf"(?<![^\W\d_])({any_of(_SIGNS)})(?:(?<=[a-zA-Z])\.)?[ \u00a0]?$")
_SIGN_BEHIND = re.compile(rf"[ \u00a0-]?({any_of(_SIGNS)})(?![^\W_])")
_WORD_BEHIND = re.compile(
    r"[ \u00a0-]((?:(?:US|U\.S\.|[A-Z][a-z]+(?: [A-Z][a-z]+)?) )?)"
    rf"(?i:({any_of(_WORDS)})s?)(?!\w)|(¢)"
)
_RANGE_BEHIND = re.compile(r" ?(?:to|or|-|–|—) ?[^\s\d]{0,3} ?\d[\d.,]*[ -]?([A-Za-z]+)")
_RANGE_BEFORE = re.compile(r"\d ?(?:to|or|-|–|—) ?$")
_SMALL = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS = {word: str(count) for count, word in enumerate(_SMALL, 1)} | {"half a": "0.5"}
_NUMBER_WORD = re.compile(rf"^({any_of(_NUMBER_WORDS)})[ -](?=(?:US )?[a-z])", re.IGNORECASE)
_YEAR_OF = re.compile(r"(?:19|20)\d\d [a-z]+$")  # "2019 dollars" are dollars of that year
_ABOUT = re.compile(rf"^(?:{any_of(line_list('about_phrases'))} )+", re.IGNORECASE)
LONGEST_SIGN = max(map(len, _SIGNS)) + 3


class Sum(NamedTuple):
    """A sum in a text: its offsets, its amount, what its currency is called, and what that means.

    ``country`` is the code of the country whose currency the text says it is, None if it does not.
    """

    start: int
    end: int
    amount: Decimal
    currency: Currency
    country: str | None
    is_cents: bool


def find_sums(text: str) -> Iterator[Sum]:
    """The sums of a text whose form is certain, in order: a number with a sign, code or word.

    Parts of a range such as ``$3-4 million`` are none.
    """
    for number in _NUMBER.finditer(text):
        if _NUMBER_GOES_ON.match(text, number.end()) or len(number[0]) > _MOST_DIGITS:
            continue
        found = _sum_at(text, number)
        if not found or _YEAR_OF.match(text, found.start, found.end):
            continue
        if _is_large(found, text) and not _is_in_range(text, found, number):
            yield found


def _sum_at(text: str, number: re.Match[str]) -> Sum | None:
    scales = _SCALES_BEHIND.match(text, number.end())
    end = scales.end() if scales else number.end()
    sign = _SIGN_BEFORE.search(text, max(0, number.start() - LONGEST_SIGN), number.start())
    is_plain = "." not in number[0] or len(number[0].partition(".")[2]) != 3 or scales
    if sign and not text[end : end + 1].isalpha() and (is_plain or sign[1] in "$£"):
        amount = _amount(number, scales)
        return Sum(sign.start(), end, amount, _SIGNS[sign[1]], None, is_cents=False)
    if text[number.start() - 1 : number.start()] in tuple("-–.,$€£¥") or not is_plain:
        return None
    word = _WORD_BEHIND.match(text, end)
    if word is None:
        sign = _SIGN_BEHIND.match(text, end)
        if sign is None or (sign[1].isalpha() and len(sign[1]) == 1):
            return None
        amount = _amount(number, scales)
        return Sum(number.start(), sign.end(), amount, _SIGNS[sign[1]], None, is_cents=False)
    unit = (word[2] or word[3]).casefold()
    country = _country(word[1]) if word[1] else None
    if word[1] and not country:
        return None
    amount = _amount(number, scales)
    return Sum(number.start(), word.end(), amount, _WORDS[unit], country, unit in _CENTS)


def _amount(number: re.Match[str], scales: re.Match[str] | None) -> Decimal:
    amount = Decimal(re.sub("[,’' \u00a0]", "", number[0]))
    for scale in scales.groups() if scales else ():
        amount *= _SCALES[scale.casefold()] if scale else 1
    return amount


def _country(adjective: str) -> str | None:
    name = adjective.strip()
    found = countries.find_people(name) or countries.find(name)
    return found.code[:2] if found else None


def _is_large(found: Sum, text: str) -> bool:
    """Whether a word with other meanings stands for money here: ``3 crowns`` may be teeth, ``2019
    won`` may be a year."""
    written = text[found.start : found.end]
    is_marked = any(mark in written for mark in ",’'") or bool(_SCALE_INSIDE.search(written))
    if is_marked or found.country or not found.currency.has_other_meanings:
        return True
    return "crown" in written and found.amount >= MANY


def _is_in_range(text: str, found: Sum, number: re.Match[str]) -> bool:
    """Whether the number may be in the millions that another number beside it is in."""
    before = _RANGE_BEFORE.search(text, max(0, found.start - 6), found.start)
    behind = _RANGE_BEHIND.match(text, found.end)
    has_scale = number.end() < found.end
    carries = behind and behind[1].casefold() in _SCALES
    return bool((before and has_scale) or (carries and not has_scale))


@lru_cache(CACHED_SUMS)
def _read(text: str) -> Sum | None:
    """The sum that is all of ``text`` but for words such as ``nearly``."""
    plain = _ABOUT.sub("", " ".join(text.split())).rstrip(".,")
    plain = _NUMBER_WORD.sub(lambda word: f"{_NUMBER_WORDS[word[1].lower()]} ", plain)
    for written in (plain, _with_signs(plain)):
        for number in _NUMBER.finditer(written):
            found = _sum_at(written, number)
            is_whole = found and found.start == 0 and found.end == len(written)
            if is_whole and len(number[0]) <= _MOST_DIGITS:
                return found
    return None


def _with_signs(text: str) -> str:
    """The text with its sign as the table has it: ``usd 5``, ``rs 5``."""
    letters = re.match(r"[^\W\d_]+", text)
    sign = _BY_CASE.get(letters[0].casefold()) if letters else None
    return sign + text[len(letters[0]) :] if letters and sign else text


def read_money(
    text: str, around: Set[str], home: str | None = None, near: Sequence[str] = ()
) -> Money | None:
    """The sum that a MONEY mention names, in units of its ISO 4217 currency; None where unsure.

    ``around`` are the codes (ISO 3166-1) of the countries that the article names, ``home`` that of
    its publisher, ``near`` those of places it names, the nearest to the sum first. In an article
    about Canada ``$`` may be another dollar.
    """
    found = _read(text)
    code = _code(found, around, home, near) if found else None
    if found is None or code is None:
        return None
    return Money(
        amount=float(found.amount / 100 if found.is_cents else found.amount), currency=code
    )


def _code(found: Sum, around: Set[str], home: str | None, near: Sequence[str]) -> str | None:
    currency = found.currency
    local = currency.local
    if found.country:
        return local.get(found.country) or (None if local else currency.code)
    own = [home] if home in local else []
    doubtful = currency.doubtful & (around | set(own))
    if doubtful:
        named = {local[country] for country in around & local.keys()} | {local[one] for one in own}
        return named.pop() if own and len(named) == 1 else None
    countries_named = [one for one in (*near, *sorted(around), *own) if one in local]
    countries_named = [one for one in countries_named if one not in currency.doubtful]
    return local[countries_named[0]] if countries_named else currency.code
