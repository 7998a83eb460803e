"""Says in words what events hold as codes: dates, languages, kinds of entities, warnings."""

from collections.abc import Iterable
from datetime import datetime

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

WARNINGS = {
    "no_title": "no headline was found",
    "no_published": "no date was found",
    "no_authors": "no author was found",
    "language_unknown": "the language is unknown",
    "no_model_for_language": "no names were looked for: no model for this language is installed",
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
    try:
        at = datetime.fromisoformat(published.value)
    except ValueError:
        return published.value
    day = f"{at.day} {at:%B %Y}"
    if published.precision == "hour":
        return f"{day}, {at.hour} h"
    offset = at.isoformat()[-6:] if at.utcoffset() else "UTC" if at.tzinfo else ""
    return f"{day}, {at:%H:%M} {offset}".rstrip()


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
