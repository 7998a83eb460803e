"""The words that dates are made of, in the languages of the news: months, zones, labels."""

import re
from functools import cache

from babel import Locale

# Every locale whose newspapers write dates with month names; CLDR has the names.
_LOCALES = """
    en de fr es pt it nl sv da nb nn fi is pl cs sk hu ro bg ru uk be sr hr sl mk lt lv et el tr
    az id ms vi ar he fa hi bn ta th sw ca eu gl sq hy ka kk af
"""

ZONES = {
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "bst": "+01:00",
    "cet": "+01:00", "cest": "+02:00", "mez": "+01:00", "mesz": "+02:00", "eet": "+02:00",
    "eest": "+03:00", "msk": "+03:00", "мск": "+03:00", "gst": "+04:00", "pkt": "+05:00",
    "wib": "+07:00", "ict": "+07:00", "wita": "+08:00", "sgt": "+08:00", "hkt": "+08:00",
    "awst": "+08:00", "wit": "+09:00", "jst": "+09:00", "kst": "+09:00", "aest": "+10:00",
    "aedt": "+11:00", "nzst": "+12:00", "nzdt": "+13:00", "sast": "+02:00", "wat": "+01:00",
    "eat": "+03:00", "brt": "-03:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00",
    "cdt": "-05:00", "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00",
}  # fmt: skip
"""Offset by abbreviation."""

SEASONAL = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}  # fmt: skip
"""Zone by an abbreviation whose offset depends on the season."""


UPDATED = re.compile(
    r"updat|modifi|revis|aktuali[sz]|geändert|mis(?:e)? à jour|actuali[sz]|atuali[sz]|aggiorn|"
    r"bijgewerkt|gewijzigd|oppdater|uppdater|opdater|päivitet|muokattu|frissít|módosít|güncelle|"
    r"обновл|изменен|оновлен|diperbarui|cập nhật|تحديث|עודכן|به‌روز|अपडेट|수정|更新|改",
    re.IGNORECASE,
)
"""What stands before the time of the last change."""


PUBLISHED = re.compile(
    r"(?:first )?publish|posted|post on|veröffentlicht|publiziert|erstellt|erschienen|"
    r"online seit|publi(?:é|cado|cada|cat)|pubblicat|gepubliceerd|publicerad|publisert|udgivet|"
    r"julkaistu|"
    r"opublikowan|publikov|megjelen|objavljen|опубл|diterbitkan|yayın|نشر|פורסם|प्रकाशित|발행|입력|등록|"
    r"发布|發布|公開|date|datum|fecha|data|dato|tarih|дата|التاريخ|날짜|日期",
    re.IGNORECASE,
)
"""What opens a line that says when something was published."""


@cache
def months(language: str | None) -> dict[str, int]:
    """Number of the month by its lower-case name, full or short, without a full stop.

    Names of ``language`` win: `listopad` is November in Polish and October in Croatian.
    """
    if language is None:
        names = {"mrt": 3, "sept": 9}
        for code in _LOCALES.split():
            names = {**_names(code), **names}
        return names
    return {**months(None), **(_names(language) if language in _LOCALES.split() else {})}


def _names(code: str) -> dict[str, int]:
    months_of = Locale.parse(code).months
    return {
        written: number
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months_of[form][width].items()
        if len(written := str(name).lower().strip(".")) > 2 and not any(map(str.isdigit, written))
    }
