"""Says in words what events hold as codes: dates, languages, kinds of entities, warnings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from schemas.articles import Entity, Published

KINDS = {
    "PERSON": "people",
    "ORG": "organisations",
    "GPE": "places",
    "LOC": "places",
    "FAC": "places",
    "NORP": "groups",
    "EVENT": "events",
    "PRODUCT": "products",
    "WORK_OF_ART": "works",
    "LAW": "laws",
    "LANGUAGE": "languages",
}
"""Entity types by what readers call them. Numbers, dates and sums of money are not among them:
they say little about what an article is about."""

ONE_OF = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "region",
    "FAC": "building",
    "NORP": "group",
    "EVENT": "event",
    "PRODUCT": "product",
    "WORK_OF_ART": "work",
    "LAW": "law",
    "LANGUAGE": "language",
    "DATE": "date",
    "MONEY": "sum",
}
"""What one entity of each type is called."""

WARNINGS = {
    "control_characters_removed": "control characters were taken out",
    "json_mended": "the publisher's JSON was mended",
    "field_converted": "a field was read as what the publisher plainly meant",
    "not_a_page_removed": "one of text and html was no page, such as base64, and was taken out",
    "fetched_at_not_believed": "the time of fetching was not believed",
    "no_title": "no headline was found",
    "no_published": "no date was found",
    "no_authors": "no author was found",
    "language_unknown": "the language is unknown",
    "no_model_for_language": "no names were looked for: no model for this language is installed",
    "cleaned_in_part": "it is so long that cleaning left some of it as it was",
    "tagged_in_part": "it is so long that names were looked for in its first part only",
    "title_differs_from_hint": "the headline differs from the publisher's",
    "authors_differ_from_hint": "the authors differ from the publisher's",
    "published_differs_from_hint": "the date differs from the publisher's",
    "published_hint_not_believed": "the publisher's date was not believed",
    "page_home": "this is a home page",
    "page_list": "this is a list of articles",
    "page_paywall": "a paywall hides the rest",
    "page_video": "this is the page of a video",
}


def many(count: int, one: str, more: str = "") -> str:
    """A number of things: ``1 article``, ``2 articles``."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def moment(published: Published) -> str:
    """When, as exactly as the page tells: ``2024-06-02``, ``2 June 2024, 18:35 +01:00``."""
    if published.precision in ("year", "month", "day"):
        return published.value[: {"year": 4, "month": 7, "day": 10}[published.precision]]
    clock = "hour" if published.precision == "hour" else "minute"
    return date_in_words(published.value, clock)


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
    clock = f"{at.hour} h" if precision == "hour" else f"{at:%H:%M}"
    return f"{_day(at)}, {clock}{_offset(at)}"


def moment_in_words(at: datetime) -> str:
    """``4 March 2026, 16:30 UTC``."""
    at = at.astimezone(UTC)
    return f"{_day(at)}, {at:%H:%M} UTC"


def language(code: str) -> str:
    """The English name of a language, or its code where the name is not known."""
    try:
        from babel import Locale, UnknownLocaleError
    except ModuleNotFoundError:
        return code
    try:
        return Locale.parse(code, sep="-").get_display_name("en") or code
    except (UnknownLocaleError, ValueError):
        return code


def warning(code: str) -> str:
    """What a warning means."""
    return WARNINGS.get(code, code.replace("_", " "))


def names_by_kind(entities: Iterable[Entity]) -> dict[str, list[str]]:
    """The names, by what they name, in the order given."""
    found: dict[str, list[str]] = {}
    for kind in KINDS.values():
        found.setdefault(kind, [])
    for entity in entities:
        if entity.type in KINDS:
            found[KINDS[entity.type]].append(entity.name)
    return {kind: names for kind, names in found.items() if names}


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _offset(at: datetime) -> str:
    if at.tzinfo is None:
        return ""
    offset = at.isoformat()[-6:] if at.utcoffset() else ""
    return f" {offset or 'UTC'}"
