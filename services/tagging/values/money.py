"""Says how much a sum of money is, and in which currency, where that is certain."""

import re
from collections.abc import Set
from decimal import Decimal

from schemas.articles import Money

_SCALES = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mln", "million"), 10**6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 10**9),
    **dict.fromkeys(("tn", "trn", "trillion"), 10**12),
    **dict.fromkeys(("lakh", "lakhs"), 10**5),
    **dict.fromkeys(("crore", "crores"), 10**7),
}
_OWN = {
    "us$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "gbp": "GBP",
    "a$": "AUD",
    "au$": "AUD",
    "aud": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "cad": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "nt$": "TWD",
    "r$": "BRL",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₪": "ILS",
    "₺": "TRY",
    "₴": "UAH",
    "₦": "NGN",
    "₱": "PHP",
    "rmb": "CNY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "yen": "JPY",
    "jpy": "JPY",
    "inr": "INR",
    "cny": "CNY",
    "chf": "CHF",
    "zloty": "PLN",
    "baht": "THB",
    "naira": "NGN",
    "rand": "ZAR",
    "ringgit": "MYR",
    "hryvnia": "UAH",
    "shekel": "ILS",
    "forint": "HUF",
    "u.s. dollar": "USD",
    "us dollar": "USD",
    "american dollar": "USD",
    "australian dollar": "AUD",
    "canadian dollar": "CAD",
    "hong kong dollar": "HKD",
    "new zealand dollar": "NZD",
    "singapore dollar": "SGD",
    "taiwan dollar": "TWD",
    "indian rupee": "INR",
    "pakistani rupee": "PKR",
    "british pound": "GBP",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "mexican peso": "MXN",
    "philippine peso": "PHP",
    "russian ruble": "RUB",
    "russian rouble": "RUB",
    "swiss franc": "CHF",
    "japanese yen": "JPY",
    "chinese yuan": "CNY",
    "turkish lira": "TRY",
}
"""Signs and words that mean one currency wherever they stand: ISO 4217."""

_DOLLARS = frozenset(
    [
        "AG",
        "AR",
        "AU",
        "BB",
        "BN",
        "BS",
        "BZ",
        "CA",
        "CL",
        "CO",
        "CU",
        "DM",
        "DO",
        "FJ",
        "GD",
        "GY",
        "HK",
        "JM",
        "KI",
        "KN",
        "KY",
        "LC",
        "LR",
        "MX",
        "NA",
        "NI",
        "NR",
        "NZ",
        "SB",
        "SG",
        "SR",
        "TT",
        "TV",
        "TW",
        "UY",
        "VC",
        "ZW",
    ]
)
_SHARED = {
    "$": ("USD", _DOLLARS),
    "dollar": ("USD", _DOLLARS),
    "cent": ("USD", _DOLLARS | {"DE", "FR", "IE", "ZA"}),
    "¢": ("USD", _DOLLARS | {"DE", "FR", "IE", "ZA"}),
    "£": ("GBP", frozenset(["EG", "FK", "GI", "LB", "SD", "SH", "SS", "SY"])),
    "pound": ("GBP", frozenset(["EG", "FK", "GI", "LB", "SD", "SH", "SS", "SY"])),
}
"""Those of several countries: what they mean unless one of the others is in the article."""

_CENTS = ("cent", "¢")
_NUMBER = r"(?P<number>\d{1,3}(?:,\d\d\d)+(?:\.\d+)?|\d+(?:\.\d+)?)"
_SCALE = rf"(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})"
_SIGN = (
    r"(?P<sign>(?:us|au?|ca?|nz|hk|s|nt|r)?\$|[€£₹₽₩₪₺₴₦₱]|usd|eur|gbp|aud|cad|inr|chf|rmb|jpy|cny)"
)
_WORD = r"(?P<word>[a-z.]+(?: [a-z.]+){0,2}|[€¢])"
_FORMS = (
    re.compile(rf"{_SIGN} ?{_NUMBER}(?:[ -]?{_SCALE})?"),
    re.compile(rf"{_NUMBER}(?:[ -]?{_SCALE})?[ -]?{_WORD}"),
)
_AROUND = re.compile(
    r"^(?:(?:about|around|nearly|almost|some|over|more than|less than|at least|up to|approximately|"
    r"an estimated|an additional|another|a record|just|only|a|the|roughly|under|as much as) )+"
)


def worth(text: str, around: Set[str]) -> Money | None:
    """The sum that a MONEY mention names, None where unsure. ``around`` are the codes (ISO 3166)
    of the countries of the article: in one about Canada ``$`` may mean another dollar."""
    plain = _AROUND.sub("", " ".join(text.casefold().split())).rstrip(".,")
    match = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if match is None:
        return None
    parts = match.groupdict()
    unit = parts.get("sign") or _singular(parts["word"])
    if unit not in _OWN and unit not in _SHARED:
        return None
    own, others = _SHARED.get(unit, (_OWN.get(unit), frozenset()))
    if own is None or around & others:
        return None
    amount = Decimal(parts["number"].replace(",", "")) * _SCALES.get(parts["scale"] or "", 1)
    return Money(amount=float(amount / 100 if unit in _CENTS else amount), currency=own)


def _singular(word: str) -> str:
    return word if word in _OWN or word in _SHARED else word.removesuffix("s")
