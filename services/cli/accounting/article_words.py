"""Says in words what a stored article holds as codes: dates, warnings, languages, types."""

from datetime import UTC, datetime

TYPES = {
    "PERSON": "people",
    "ORG": "organisations",
    "GPE": "places",
    "LOC": "places",
    "FAC": "places",
    "NORP": "nations and groups",
    "EVENT": "events",
    "PRODUCT": "products",
    "WORK_OF_ART": "works",
    "LAW": "laws",
    "LANGUAGE": "languages",
}
"""The entity types that are names, and what readers call them. The rest are numbers and dates."""

WARNINGS = {
    "no_title": "No headline was found.",
    "no_published": "No date of publication was found.",
    "no_authors": "No author was found.",
    "no_language": "The language could not be told.",
    "language_unknown": "The language could not be told.",
    "title_differs_from_hint": "The publisher gives another headline.",
    "authors_differ_from_hint": "The publisher gives other authors.",
    "published_differs_from_hint": "The publisher gives another date.",
    "published_hint_not_believed": "The date that the publisher gives can't be right.",
    "page_home": "This is no article but a home page.",
    "page_list": "This is no article but a list of them.",
    "page_paywall": "A paywall hid the rest: this is only the beginning.",
    "page_video": "This is the page of a video.",
    "no_model_for_language": "No model for its language is installed: most names were not found.",
}


def date_in_words(value: str, precision: str | None = None) -> str:
    """An ISO 8601 date, no more exactly than its page says: ``March 2026``, ``4 March 2026``,
    ``4 March 2026, 17:30 +01:00``. Without ``precision`` as exactly as it is written."""
    precision = precision or {4: "year", 7: "month", 10: "day", 13: "hour"}.get(len(value))
    try:
        if precision == "year":
            return value[:4]
        if precision == "month":
            return f"{datetime.fromisoformat(f'{value[:7]}-01'):%B %Y}"
        if precision == "day":
            return _day(datetime.fromisoformat(value[:10]))
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    clock = {"hour": f"{at.hour} h", "second": f"{at:%H:%M:%S}"}.get(precision or "", f"{at:%H:%M}")
    return f"{_day(at)}, {clock}{_offset(at)}"


def moment_in_words(at: datetime) -> str:
    """``4 March 2026, 16:30 UTC``."""
    at = at.astimezone(UTC)
    return f"{_day(at)}, {at:%H:%M} UTC"


def warning_in_words(code: str) -> str:
    """What a warning means; a code that is not known here stands for itself."""
    return WARNINGS.get(code, code)


def language_in_words(code: str) -> str:
    """The language's English name, or its code where no table of names is installed."""
    try:
        from babel import Locale, UnknownLocaleError
    except ModuleNotFoundError:
        return code
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _offset(at: datetime) -> str:
    if at.tzinfo is None:
        return ""
    offset = at.isoformat()[-6:] if at.utcoffset() else ""
    return f" {offset or 'UTC'}"
