"""Reads what a publisher plainly meant where a message misses the contract. Pure.

Publishers are other people's programs: they write null for what they do not know, numbers for ids,
objects for authors. No article is lost for that. What has no plain meaning stays as it is, so that
the contract refuses it and names the field.
"""

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from schemas.articles import RawArticle, UtcDatetime
from services.runtime.stage import Reason, Rejected

FIELD_CONVERTED = "field_converted"
JSON_MENDED = "json_mended"
FETCHED_NOT_BELIEVED = "fetched_at_not_believed"

_PLACEHOLDERS = frozenset(("", "null", "none", "nil", "nan", "undefined", "n/a", "[]", "{}"))
"""What programs write for nothing, in lower case."""
_LONGEST_PLACEHOLDER = 16  # characters, with white space; a longer hint says something
_LATEST_SECONDS = 2e10  # the year 2603: a greater number counts milliseconds, or still less
_DIGITS_OF_A_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?:\d{6})?")
_OFFSET = re.compile(r"\s*(?:UTC|GMT|Z|([+-]\d\d:?\d\d))$", re.IGNORECASE)
_WRAPPERS = frozenset(("$oid", "$date", "$numberLong", "$numberInt", "$numberDouble"))
"""How MongoDB writes ids, dates and numbers in JSON: an object with this one key."""
_NAME_KEYS = ("name", "full_name", "fullName", "display_name", "displayName")
_NAME_PARTS = (("givenName", "familyName"), ("first_name", "last_name"), ("firstName", "lastName"))

_moment: TypeAdapter[datetime | None] = TypeAdapter(UtcDatetime | None)


def mended(value: bytes, refused: Rejected) -> tuple[bytes, list[str]] | Rejected:
    """The article as the contract wants it, in JSON, and a code for each kind of change.

    ``refused`` is what the contract said of ``value``; it is given back where nothing can be
    mended. Fields without a plain meaning are left as they are.
    """
    text = _text(value)
    if text is None:
        return refused
    try:
        found = json.loads(text, strict=False)
        is_twice = isinstance(found, str)  # made JSON twice
        found = json.loads(found, strict=False) if is_twice else found
        if isinstance(found, list):
            return Rejected(
                Reason.WRONG_TYPE, f"a list of {len(found)}: a message holds one article, an object"
            )
        if not isinstance(found, dict):
            return refused
        fields, codes = _converted(found)
        plain = json.dumps(fields).encode()
    except (ValueError, RecursionError):
        return refused
    if is_twice or refused.reason in (Reason.BAD_JSON, Reason.NOT_UTF8):
        codes.insert(0, JSON_MENDED)
    return plain, codes


def without_placeholders(raw: RawArticle) -> RawArticle:
    """The article without hints such as ``"null"``: itself where there is none."""
    changed: dict[str, Any] = {
        name: None
        for name in ("title", "published_at", "language")
        if (said := getattr(raw, name)) and _is_placeholder(said)
    }
    if any(map(_is_placeholder, raw.authors)):
        changed["authors"] = [one for one in raw.authors if not _is_placeholder(one)]
    return raw.model_copy(update=changed) if changed else raw


def _text(value: bytes) -> str | None:
    """The message in any of JSON's encodings, without byte order mark and padding."""
    encoding = json.detect_encoding(value)
    errors = "strict" if encoding.startswith("utf-8") else "surrogatepass"
    try:
        return value.decode(encoding, errors).strip("\ufeff\0 \t\r\n")
    except UnicodeDecodeError:
        return None


def _converted(found: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The fields of the contract, and a code for each kind of change."""
    fields = {name: given for name, given in found.items() if name in RawArticle.model_fields}
    changed = {
        name: converted
        for name, given in fields.items()
        if (converted := _CONVERTERS[name](given)) is not given
    }
    codes = [FIELD_CONVERTED] if changed else []
    if not _is_moment((fields | changed).get("fetched_at")):
        codes = [FIELD_CONVERTED] if changed.keys() - {"fetched_at"} else []
        codes.append(FETCHED_NOT_BELIEVED)
        changed["fetched_at"] = None
    return fields | changed, codes


def _as_content(given: Any) -> Any:
    return None if isinstance(given, float) and math.isnan(given) else given


def _as_url(given: Any) -> Any:
    if isinstance(given, list) and len(given) == 1:
        (given,) = given
    return None if _is_nan(given) or given == [] else given


def _as_text(given: Any) -> Any:
    given = _as_url(_unwrapped(given))
    if isinstance(given, bool) or not isinstance(given, int | float):
        return given
    # Tables write whole numbers with a fraction once a value in the column is missing.
    return str(int(given)) if given == int(given) else repr(given)


def _as_date(given: Any) -> Any:
    given = _unwrapped(given)
    if isinstance(given, bool) or not isinstance(given, int | float) or _is_nan(given):
        return _as_url(given)
    if _DIGITS_OF_A_DATE.fullmatch(str(given)):
        return str(given)
    moment = _of_number(given)
    return moment.isoformat(timespec="seconds") if moment else None


def _as_moment(given: Any) -> Any:
    """ISO 8601 of a moment in one of the usual forms; None for nothing."""
    given = _as_url(_unwrapped(given))
    if isinstance(given, str) and _is_placeholder(given):
        return None
    if _is_moment(given):
        return given
    if isinstance(given, bool):
        return given
    if isinstance(given, int | float):
        moment = _of_number(given)
    elif isinstance(given, str):
        moment = _of_text(given.strip())
    else:
        return given
    return moment.isoformat() if moment else given


def _is_moment(given: Any) -> bool:
    """Whether the contract takes it for a moment, or for none."""
    try:
        _moment.validate_json(json.dumps(given))
    except (ValidationError, ValueError, OverflowError):
        return False
    return True


def _of_number(given: float) -> datetime | None:
    """The moment so many seconds, or smaller units, after 1970 UTC."""
    try:
        for _ in range(3):  # down to nanoseconds
            given = given / 1000 if abs(given) > _LATEST_SECONDS else given
        return datetime.fromtimestamp(given, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _of_text(written: str) -> datetime | None:
    iso = _OFFSET.sub(lambda found: found[1] or "+00:00", written).replace("/", "-")
    for read, form in ((datetime.fromisoformat, iso), (parsedate_to_datetime, written)):
        try:
            return read(form)
        except (ValueError, OverflowError, TypeError, IndexError):
            continue
    return _of_number(float(written)) if written.isdecimal() and len(written) < 20 else None


def _as_names(given: Any) -> Any:
    names = _names(given)
    return given if names is None or names == given else names


def _names(given: Any) -> list[str] | None:
    """The names in one of the usual forms; None where it is not plain."""
    if given is None or _is_nan(given) or given in ("", [], {}):
        return []
    if isinstance(given, str):
        return [] if _is_placeholder(given) else [given]
    if isinstance(given, dict):
        for key in _NAME_KEYS:
            if given.get(key):
                return _names(given[key])
        for keys in _NAME_PARTS:
            if any(given.get(key) for key in keys):
                parts = [given[key] for key in keys if given.get(key)]
                return [" ".join(parts)] if all(isinstance(one, str) for one in parts) else None
        return []
    if not isinstance(given, list):
        return None
    found: list[str] = []
    for one in given:
        names = _names(one)
        if names is None:
            return None
        found += names
    return found


def _as_labels(given: Any) -> Any:
    if _is_nan(given) or given in (None, [], ""):
        return {}
    if not isinstance(given, dict) or all(isinstance(one, str) for one in given.values()):
        return given
    return {
        key: one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)
        for key, one in given.items()
        if one is not None and not _is_nan(one)
    }


def _as_lane(given: Any) -> Any:
    if given is None:
        return "live"
    if not isinstance(given, str) or given in ("live", "bulk"):
        return given
    return "bulk" if given.strip().lower() == "bulk" else "live"


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "text": _as_content,
    "html": _as_content,
    "url": _as_url,
    "source": _as_text,
    "external_id": _as_text,
    "title": _as_text,
    "authors": _as_names,
    "published_at": _as_date,
    "language": _as_text,
    "fetched_at": _as_moment,
    "lane": _as_lane,
    "meta": _as_labels,
}


def _unwrapped(given: Any) -> Any:
    """What an object of MongoDB's JSON holds; anything else as it is."""
    while isinstance(given, dict) and len(given) == 1 and _WRAPPERS.intersection(given):
        (given,) = given.values()
    return given


def _is_placeholder(said: str) -> bool:
    return len(said) <= _LONGEST_PLACEHOLDER and said.strip().lower() in _PLACEHOLDERS


def _is_nan(given: Any) -> bool:
    """Whether it is one of the numbers that JSON does not have: tables write them for nothing."""
    return isinstance(given, float) and not math.isfinite(given)
