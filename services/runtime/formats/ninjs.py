"""Reads ninjs, the JSON of news agencies (https://iptc.org/standards/ninjs/)."""

from typing import Any

from services.runtime.formats.found import Found, Problem, clean


def is_ninjs(found: object) -> bool:
    """Whether what JSON holds is ninjs, of version 1 to 3, and no article of ours."""
    return (
        isinstance(found, dict)
        and isinstance(found.get("uri"), str)
        and not {"html", "text"} & found.keys()
        and bool({"body_html", "body_xhtml", "body_text", "bodies", "headlines"} & found.keys())
    )


def read_ninjs(found: dict[str, Any], place: str = "") -> Found | Problem:
    """The article in parsed ninjs. Never raises."""
    html = clean(found.get("body_xhtml")) or clean(found.get("body_html"))
    text = clean(found.get("body_text"))
    for body in _dicts(found.get("bodies")):
        value = clean(body.get("value"))
        if "html" in str(body.get("contenttype") or body.get("role")).lower():
            html = html or value
        else:
            text = text or value
    if not html and not text:
        return Problem(place, "ninjs without a text")
    headline = next((clean(one.get("value")) for one in _dicts(found.get("headlines"))), None)
    people = [clean(one.get("name")) for one in _dicts(found.get("people")) if _is_author(one)]
    byline = clean(found.get("byline")) or clean(found.get("by"))
    uri = clean(found["uri"]) or ""
    is_address = uri.startswith(("http://", "https://"))
    return Found(
        place,
        html=html,
        text=None if html else text,
        title=clean(found.get("headline")) or headline or clean(found.get("title")),
        url=clean(found.get("url")) or (uri if is_address else None),
        external_id=uri or None,
        authors=tuple(name for name in people if name) or ((byline,) if byline else ()),
        published_at=clean(found.get("firstcreated"))
        or clean(found.get("firstCreated"))
        or clean(found.get("versioncreated"))
        or clean(found.get("versionCreated")),
        language=clean(found.get("language")),
    )


def _is_author(person: dict[str, Any]) -> bool:
    return str(person.get("rel")).lower() in ("author", "creator", "byline")


def _dicts(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
