"""Converts dates of other calendars: Persian, Islamic, Buddhist, of the Republic of China, of eras.

Months' names stand in ``data/words``, conversions that need a table are persiantools' and
hijridate's.
"""

import re
import unicodedata
from datetime import date

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from services.cleaning.language_words import WORDS, any_of

_DIGITS = {
    code: str(unicodedata.digit(chr(code)))
    for code in range(0x660, 0x10000)
    if unicodedata.category(chr(code)) == "Nd"
}
_ARABIC = {"ا": "أإآٱ", "ي": "ىیئ", "ك": "ک", "ه": "ةۀھ"}
"""Arabic letters by the form that stands for all."""
_MARKS = {",": "،，", ":": "：", ".": "．", "/": "／", "-": "－"}
_FOLDED = _DIGITS | {
    ord(one): form for form, others in (_ARABIC | _MARKS).items() for one in others
}
_TO_FOLD = re.compile(f"[{''.join(map(chr, _FOLDED))}]")

_JALALI, _HIJRI, _GREGORIAN = "jalali", "hijri", "gregorian"
_PERSIAN_LETTERS = re.compile("[\u06f0-\u06f9پچژگیک]")
_ARABIC_LETTERS = re.compile("[\u0600-\u06ff]")
_THAI_LETTERS = re.compile("[\u0e00-\u0e7f]")
_PERSIAN_LANGUAGES = frozenset(("fa", "ps", "prs"))
_BUDDHIST = 543  # years before the common era in which the Buddhist one began
_BUDDHIST_YEARS = range(2400, 2600)
_LEAST_SHORT = 43  # 43 to 99 are the Buddhist years 2543 to 2599: since 2000
_REPUBLIC = 1911  # the year before the Republic of China's first
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
"""The year before the first of each Japanese era."""
_ERAS |= dict.fromkeys(("民國", "民国", "中華民國", "中华民国"), _REPUBLIC)

_UNITS = {"零": 0} | {sign: number for number, sign in enumerate("〇一二三四五六七八九")}

ERA = any_of(sorted(_ERAS, key=len, reverse=True))
"""A regular expression for what stands before a year that counts from an era's first."""


CHINESE_NUMBER = f"[{''.join(_UNITS)}十]"
"""A regular expression for a character of a number such as 二十九 or 二〇二六."""


def number(written: str) -> int:
    """The number that digits or Chinese characters up to 99, or for each digit, write."""
    if written.isdigit():
        return int(written)
    if written == "元":  # the first year of an era
        return 1
    tens, ten, units = written.rpartition("十")
    value = int("".join(str(_UNITS.get(sign, 0)) for sign in units) or 0)
    return value + 10 * _UNITS.get(tens, 1) if ten else value


def fold(text: str) -> str:
    """``text`` with all digits and marks as ASCII, Arabic letters in one form; its length stays."""
    if text.isascii() or not _TO_FOLD.search(text):
        return text
    return text.translate(_FOLDED)


def _months() -> dict[str, tuple[str, int]]:
    entries = (entry.split(maxsplit=2) for entry in WORDS["dates.calendar_months"])
    return {fold(name.lower()): (calendar, int(number)) for calendar, number, name in entries}


_MONTHS = _months()
MONTH = any_of(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))
"""A regular expression for the months of other calendars, in a text that is folded."""


_ISLAMIC = re.compile(any_of(re.escape(name) for name, of in _MONTHS.items() if of[0] == _HIJRI))


def is_islamic(written: str) -> bool:
    """Whether a date, folded, has a month of the Islamic calendar."""
    return _ISLAMIC.search(written) is not None


def of_month(year: int, name: str, day: int) -> date | None:
    """The day by its month's name in another calendar, folded; None if it does not exist."""
    calendar, month = _MONTHS.get(name.lower(), (_GREGORIAN, 0))
    return _convert(calendar, year, month, day)


def of_era(era: str, year: int, month: int, day: int) -> date | None:
    """The day by its year in an era; None if it does not exist."""
    return _gregorian(year + _ERAS[era], month, day)


def of_numbers(year: int, month: int, day: int, text: str, language: str | None) -> date | None:
    """The day that three numbers name; None if it does not exist.

    Years outside 1800 to 2099 are those of the calendar that ``language``, an ISO 639-1 code, and
    the letters of ``text`` lead to.
    """
    if year in _BUDDHIST_YEARS:
        is_thai = language == "th" or _THAI_LETTERS.search(text)
        return _gregorian(year - _BUDDHIST, month, day) if is_thai else None
    if year < 200:
        is_republic = language == "zh" or "年" in text
        return _gregorian(year + _REPUBLIC, month, day) if is_republic else None
    if year < 1600:
        if language not in ("ar", "ur") and (
            language in _PERSIAN_LANGUAGES or _PERSIAN_LETTERS.search(text)
        ):
            return _convert(_JALALI, year, month, day)
        if language == "ar" or _ARABIC_LETTERS.search(text):
            return _convert(_HIJRI, year, month, day)
        return None
    return _gregorian(year, month, day)


def buddhist_year(year: int, text: str) -> int:
    """The year of the common era, where ``text``, a month's name, is Thai; else ``year``."""
    if not _THAI_LETTERS.search(text):
        return year
    if year in _BUDDHIST_YEARS:
        return year - _BUDDHIST
    return year + 2500 - _BUDDHIST if _LEAST_SHORT <= year < 100 else year


def _convert(calendar: str, year: int, month: int, day: int) -> date | None:
    try:
        if calendar == _JALALI:
            return JalaliDate(year, month, day).to_gregorian()
        if calendar == _HIJRI:
            found = Hijri(year, month, day).to_gregorian()
            return date(found.year, found.month, found.day)
    except (ValueError, OverflowError):
        return None
    return _gregorian(year, month, day)


def _gregorian(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
