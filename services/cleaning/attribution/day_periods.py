"""Tells which half of the day the words beside a time mean: CLDR has them for most languages."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

from services.cleaning.attribution.calendars import fold
from services.cleaning.attribution.date_words import LOCALES
from services.cleaning.language_words import WORDS
from services.cleaning.text_normalisation import normalise_text

_HOUR, _HALF, _DAY = 60, 720, 1440  # minutes
_LONGEST = 24  # characters
_MIN_LETTERS = 3  # of a word in a script with spaces: `da` and `em` are words of other languages

Period = tuple[int, int]
"""First minute of a part of the day, and the minute after its last; the second may be less."""


def before(text: str, start: int, end: int, language: str | None) -> tuple[Period, int] | None:
    """The part of the day whose name ends at ``end`` of a folded text, and where it begins.

    The name lies behind ``start``, and a space may follow it.
    """
    head = _plain(text[max(start, end - _LONGEST) : end].rstrip())
    at = end - len(text[max(start, end - _LONGEST) : end]) + len(head)
    periods, lengths = _periods(language)
    for length in lengths:
        found = periods.get(head[-length:]) if length <= len(head) else None
        if found and _is_apart(head[-length - 1 : -length], head[-length]):
            return found, at - length
    return None


def after(text: str, start: int, language: str | None) -> tuple[Period, int] | None:
    """The part of the day whose name begins at ``start`` or a space behind it, and its end."""
    tail = _plain(text[start : start + _LONGEST])
    at = start + len(tail) - len(tail.lstrip())
    tail = tail.lstrip()
    periods, lengths = _periods(language)
    for length in lengths:
        found = periods.get(tail[:length]) if length <= len(tail) else None
        if found and _is_apart(tail[length : length + 1], tail[length - 1]):
            return found, at + length
    return None


def minutes_in(period: Period, minutes: int) -> int:
    """The minutes since midnight of the time on a clock of twelve hours.

    Of the two times it is the one that lies in the period, or nearer to it.
    """
    return min((minutes % _HALF, minutes % _HALF + _HALF), key=lambda time: _distance(period, time))


def _distance(period: Period, time: int) -> int:
    length = (period[1] - period[0]) % _DAY or _DAY
    later = (time - period[0]) % _DAY
    return 0 if later < length else min(later - length + 1, _DAY - later)


def _is_apart(neighbour: str, edge: str) -> bool:
    """Whether a word ends here; where scripts have no spaces, nobody can tell."""
    return edge >= "\u0e00" or not neighbour.isalpha()


def _plain(words: str) -> str:
    """Folded words in lower case; as long as before, for small letters such as `i̇` stay out."""
    small = fold(words).lower()
    small = small if len(small) == len(words) else words
    return small.translate({0xA0: " ", 0x202F: " ", 0x2019: "'", 0x200C: " "})


@cache
def _periods(language: str | None) -> tuple[Mapping[str, Period], list[int]]:
    """The parts of the day by name, and the lengths of names; of all languages if none is known."""
    codes = LOCALES if language not in LOCALES else (language,)
    found: dict[str, Period] = {}
    for entry in WORDS["dates.day_periods"]:
        first, last, words = entry.split(maxsplit=2)
        found[_plain(words)] = (int(first) * _HOUR, int(last) * _HOUR)
    for code in codes:
        of = _of_locale(code)
        found = {**(of if len(codes) == 1 else {w: of[w] for w in of if _is_sure(w)}), **found}
    return found, sorted({len(words) for words in found}, reverse=True)


def _of_locale(code: str) -> dict[str, Period]:
    try:
        locale = Locale.parse(code)
    except UnknownLocaleError:
        return {}
    periods: dict[str, Period] = {"am": (0, _HALF), "pm": (_HALF, _DAY)}
    for name, (rule, *_) in locale.day_period_rules.get(None, {}).items():
        begin = rule.get("from", rule.get("at", 0)) // 60
        periods[name] = (begin, rule.get("before", begin * 60 + 3600) // 60)
    found: dict[str, Period] = {}
    for width in ("abbreviated", "wide"):
        written = locale.day_periods["format"].get(width, {})
        for name in sorted(periods, key=lambda one: one in ("am", "pm")):  # these two go last
            words = _plain(normalise_text(str(written.get(name, ""))))
            if sum(map(str.isalpha, words)) > 1 or words[:1] >= "\u0370":
                found[words] = _joined(found.get(words), periods[name], name in ("am", "pm"))
    return found


def _joined(one: Period | None, other: Period, wins: bool) -> Period:
    """Both periods of one name, such as `du matin`, if they touch; else the first, or the other."""
    if one is None or wins:
        return other
    if one[1] == other[0]:
        return one[0], other[1]
    return (other[0], one[1]) if other[1] == one[0] else one


def _is_sure(words: str) -> bool:
    least = _MIN_LETTERS - words.endswith(".")
    return sum(map(str.isalpha, words)) >= least or words[0] >= "\u0370"
