"""Reads the dateline that opens a wire story."""

import re

from schemas.articles import Dateline

_AGENCIES = (
    "AP|AFP|dpa|APA|Reuters|ANSA|EFE|TASS|Xinhua|PTI|ANI|IANS|UPI|KNA|epd|SID|Bloomberg|Kyodo|"
    "Yonhap|Antara|NTB|TT|Ritzau|STT|Lusa|Belga|ČTK|TASR|PAP|MTI|Tanjug|Ukrinform|Interfax|VOA|"
    "RFE/RL|CNN|CBC|ABC News|NBC News|Thomson Reuters|Associated Press|The Canadian Press"
)
_PLACE = r"[^\W\d_][^\d()\[\]:;.!?„\"“”—–|]{1,40}(?:\.[^\W\d_]\.)?"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE}?)"
    r"(?:,\s(?P<date>[^\W\d_]{3,9}\.?\s\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,9}\.?))?"
    rf"(?:\s?[(/\[](?P<agency>{_AGENCIES})[^)\]/]{{0,30}}[)\]/]\s?(?P<dash>[-–—:.]{{1,2}})?|\s(?P<bare>—|–|--|-)(?=\s))\s?",
)
_CAPITALS = re.compile(r"^[^\W\d_]{2}")


def read(paragraph: str) -> tuple[Dateline, int] | None:
    """The dateline at the start of ``paragraph`` and where it ends, or None.

    A dash alone makes a dateline only after a place in capitals: `KYIV — `.
    """
    match = _DATELINE.match(paragraph[:120])
    if match is None:
        return None
    place = match["place"].strip(" ,")
    first = place.split(",")[0].split(" ")[0]
    if match["agency"] is None and not (first.isupper() and _CAPITALS.match(first)):
        return None
    if not place[:1].isupper():
        return None
    return Dateline(place=place, date=match["date"], agency=match["agency"]), match.end()
