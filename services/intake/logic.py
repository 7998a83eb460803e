"""Decides which article and which revision a raw message holds, or why none. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime

from schemas.articles import AcceptedArticle, Origin, RawArticle
from schemas.topics import MIB
from services.intake.canonical_url import canonical_url, domain
from services.runtime.stage import Reason, Rejected, decode

MAX_ARTICLE_BYTES = 4 * MIB

CONTROL_BYTES = re.compile(r"[\x00-\x08\x0e-\x1f]")
"""Control characters (C0) that no text holds: all but white space."""
ESCAPED_CONTROL = re.compile(rb"\\(u00[01]|b)")
"""How JSON writes them, the only way: most articles have none and are not searched further."""


def admit(
    value: bytes | None,
    origin: Origin,
    received_at: datetime,
    max_bytes: int = MAX_ARTICLE_BYTES,
) -> AcceptedArticle | Rejected:
    """The article in a message on ``articles.raw``, with its identity, or why there is none."""
    if value is not None and len(value) > max_bytes:
        return Rejected(Reason.TOO_LARGE, f"{len(value)} bytes, of at most {max_bytes}")
    raw = decode(RawArticle, value)
    if isinstance(raw, Rejected):
        return raw
    for field, text in _texts(raw) if ESCAPED_CONTROL.search(value or b"") else ():
        if found := CONTROL_BYTES.search(text):
            code = ord(found[0])
            return Rejected(
                Reason.CONTROL_BYTES, f"{field}: U+{code:04X} at character {found.start()}"
            )
    url = canonical_url(raw.url)
    return AcceptedArticle(
        article_id=article_id(raw, url),
        revision=revision(raw),
        raw=raw,
        canonical_url=url,
        domain=domain(url),
        received_at=received_at,
        origin=origin,
    )


def article_id(raw: RawArticle, url: str | None) -> str:
    """32 hex digits: the same for every revision of an article.

    From the publisher's own id, else from the canonical URL, else from the content. ``http`` and
    ``https``, and a host with and without ``www.``, lead to the same article.
    """
    source, external_id = _tidy(raw.source), _tidy(raw.external_id)
    if source and external_id:
        return _digest("external_id", source, external_id)[:32]
    if url:
        return _digest("url", re.sub(r"^https?://(www\.)?", "", url))[:32]
    return _digest("content", _tidy(raw.text) or _tidy(raw.html))[:32]


def revision(raw: RawArticle) -> str:
    """64 hex digits: the same for the same content, however it is spaced and whenever fetched."""
    hints = (raw.title, raw.published_at, raw.language)
    return _digest(
        "revision",
        *(_tidy(text) for text in (raw.text, raw.html, *hints)),
        *(_tidy(author) for author in raw.authors),
    )


def _digest(kind: str, *parts: str | None) -> str:
    """SHA-256 in hex, of JSON, so that no two lists of parts read the same."""
    return hashlib.sha256(json.dumps([kind, *parts]).encode()).hexdigest()


def _tidy(text: str | None) -> str | None:
    return " ".join(unicodedata.normalize("NFC", text or "").split()) or None


def _texts(raw: RawArticle) -> Iterator[tuple[str, str]]:
    """Every text of the article with the name of its field."""
    for field, held in raw:
        match held:
            case str():
                yield field, held
            case list():
                yield from ((field, text) for text in held)
            case dict():
                yield from ((field, text) for pair in held.items() for text in pair)
