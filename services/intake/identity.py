"""Decides which article a raw message holds, and which revision of it. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection
from datetime import UTC, datetime
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

from schemas.articles import RawArticle
from services.intake.address.canonical_url import canonical_url

PLACEHOLDERS = frozenset(
    line
    for line in (files("services.intake") / "data" / "placeholder_ids.txt")
    .read_text("utf-8")
    .splitlines()
    if line and not line.startswith("#")
)
_TEMPLATE = re.compile(r"(\{\{|\$\{|<%|\[\[).*|\$.*\$|%.*%|\W*", re.DOTALL)
"""An id that is a template nobody filled in, such as ``{{ guid }}`` or ``$id$``, or marks alone."""


KnownBy = Literal["url", "source and id", "content"]


def known_by(raw: RawArticle, url: str | None, own_ids: Collection[str] = ()) -> KnownBy:
    """What makes an article the one that it is.

    The canonical URL ``url``, else the publisher's own id where that is no placeholder, else the
    content. Of the sources in ``own_ids``, as ``writer_of`` names them, the own id counts first.
    """
    if url and not own_ids:
        return "url"
    own = own_id(raw)
    address = url or _address(own)
    if own and _tidy(raw.source) and (not address or writer_of(raw) in own_ids):
        return "source and id"
    return "url" if address else "content"


def article_id(raw: RawArticle, url: str | None, own_ids: Collection[str] = ()) -> str:
    """32 hex digits: the same for every revision of an article; arguments as for ``known_by``.

    ``http`` and ``https``, and a host with and without ``www.``, lead to the same article.
    """
    parts: tuple[str | None, ...]
    match known_by(raw, url, own_ids):
        case "source and id":
            parts = ("external_id", _tidy(raw.source), own_id(raw))
        case "url":
            address = url or _address(own_id(raw)) or ""
            parts = ("url", re.sub(r"^https?://(www\.)?", "", address))
        case "content":
            parts = ("content", _tidy(raw.text) or _tidy(raw.html))
    return _digest(*parts)[:32]


def writer_of(raw: RawArticle) -> str:
    """Who wrote the article: its source, however it is spaced and capitalised; ``""`` for none."""
    return (_tidy(raw.source) or "").casefold()


def own_id(raw: RawArticle) -> str | None:
    """The publisher's own id, None where it has none or one that stands for none."""
    own = _tidy(raw.external_id)
    if own is None or own.casefold() in PLACEHOLDERS or _TEMPLATE.fullmatch(own):
        return None
    if re.match(r"https?:", own, re.IGNORECASE) and _address(own) is None:
        return None
    return own


def _address(own: str | None) -> str | None:
    """The address that an id of a feed's entry may be, as RSS has it; that of a home page names no
    article."""
    if own is None or not re.match(r"https?://", own, re.IGNORECASE):
        return None
    url = canonical_url(own)
    parts = urlsplit(url or "")
    return url if parts.path.strip("/") or parts.query or parts.fragment else None


def revision(raw: RawArticle, url: str | None) -> str:
    """64 hex digits: the same for what says the same, however it is spaced and whenever fetched.

    All that the publisher says counts but who sends it: source, own id and lane.
    """
    language = _tidy(raw.language)
    said = [
        "revision",
        *map(_tidy, (raw.text, raw.html, raw.title)),
        _moment(raw.published_at),
        language and language.casefold(),
        url or _tidy(raw.url),
        [_tidy(author) for author in raw.authors],
        sorted(raw.meta.items()),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _moment(said: str | None) -> str | None:
    """A date as ISO 8601 in UTC where it is an exact moment, so that two ways to write it count as
    one; else as it is."""
    said = _tidy(said)
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else said
    except (ValueError, OverflowError):
        return said


def _digest(*parts: str | None) -> str:
    """SHA-256 in hex, of JSON, so that no two lists of parts read the same."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _tidy(text: str | None) -> str | None:
    if not text:
        return None
    return (
        " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split()) or None
    )
