"""Decides which article and which revision a raw message holds, or why none. Pure."""

import re
from collections.abc import Collection
from datetime import datetime

from schemas.articles import AcceptedArticle, Origin, RawArticle
from schemas.topics import MIB
from services.intake.address.canonical_url import canonical_url, domain
from services.intake.address.page_address import stated_address
from services.intake.identity import article_id, revision
from services.intake.leniency import (
    FETCHED_NOT_BELIEVED,
    FIELD_CONVERTED,
    mended,
    without_placeholders,
)
from services.intake.not_a_page import NOT_A_PAGE_REMOVED, without_what_is_no_page
from services.runtime.stage import Reason, Rejected, decode

MAX_ARTICLE_BYTES = 4 * MIB

CONTROL_ESCAPE = re.compile(rb"\\(?:u(?:00[01]|[fF]{3})|b|f)")
"""How JSON writes controls, the only way: most articles have none and are not searched further."""
SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
NONCHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
TAKEN_OUT = re.compile(
    rb"(\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..)"  # stays: a backslash, a pair of surrogates
    rb"|(\\f|\\u000[bBcC])"  # ends a line
    rb"|(\\u[dD][89a-fA-F]..)"  # half a character, which becomes U+FFFD
    rb"|\\(?:b|u(?:000[0-8eEfF]|001.|[fF]{3}[eEfF]))|\xef\xbf[\xbe\xbf]"
)
"""What no text holds, by XML 1.0, as JSON writes it: C0 but tab, line feed and carriage return,
halves of surrogate pairs, U+FFFE and U+FFFF."""
CONTROLS_REMOVED = "control_characters_removed"

BELIEVED_YEARS = range(1990, 9999)
"""Years in which a page may have been fetched: not before the web, and at no end of a calendar.
Libraries write 0001, 1601, 1900 or 1970 for no date."""


def admit(
    value: bytes | None,
    origin: Origin,
    received_at: datetime,
    max_bytes: int = MAX_ARTICLE_BYTES,
    own_ids: Collection[str] = (),
) -> AcceptedArticle | Rejected:
    """The article in a message on ``articles.raw``, with its identity, or why there is none.

    ``own_ids`` are sources whose own ids count before addresses, as ``writer_of`` names them.
    """
    if value is not None and len(value) > max_bytes:
        return Rejected(Reason.TOO_LARGE, f"{len(value)} bytes, of at most {max_bytes}")
    raw, warnings = _decoded(value)
    if isinstance(raw, Rejected):
        return raw
    if raw.fetched_at is not None and raw.fetched_at.year not in BELIEVED_YEARS:
        raw = raw.model_copy(update={"fetched_at": None})
        warnings = [*warnings, FETCHED_NOT_BELIEVED]
    url = canonical_url(raw.url)
    if raw.html:
        url = stated_address(raw.html, raw.url, url) or url
    return AcceptedArticle(
        article_id=article_id(raw, url, own_ids),
        revision=revision(raw, url),
        raw=raw,
        canonical_url=url,
        domain=domain(url),
        received_at=received_at,
        origin=origin,
        warnings=warnings,
    )


def _decoded(value: bytes | None) -> tuple[RawArticle | Rejected, list[str]]:
    """The raw article as the contract wants it, and a warning for each kind of change."""
    raw, warnings = _without_controls(value)
    if isinstance(raw, Rejected) and value and raw.reason is not Reason.NO_CONTENT:
        plain = mended(value, raw)
        if isinstance(plain, Rejected):
            return plain, []
        raw, warnings = _without_controls(plain[0])
        warnings += plain[1]
    if isinstance(raw, Rejected):
        return raw, []
    if (said := without_placeholders(raw)) is not raw:
        warnings += [] if FIELD_CONVERTED in warnings else [FIELD_CONVERTED]
    page = without_what_is_no_page(said, CONTROLS_REMOVED in warnings)
    return page, [*warnings, NOT_A_PAGE_REMOVED] if page is not said else warnings


def _without_controls(value: bytes | None) -> tuple[RawArticle | Rejected, list[str]]:
    """The raw article without controls, and a warning if there were any."""
    if not _may_hold_controls(value or b""):
        raw = decode(RawArticle, value)
        # JSON allows halves of surrogate pairs, its parser here does not.
        is_half = isinstance(raw, Rejected) and raw.reason is Reason.BAD_JSON
        if not is_half or not SURROGATE_ESCAPE.search(value or b""):
            return raw, []
    text = without_controls(value or b"")
    return decode(RawArticle, text), [CONTROLS_REMOVED] if text != value else []


def without_controls(value: bytes) -> bytes:
    """JSON without the characters that no text holds: see ``TAKEN_OUT``."""
    return TAKEN_OUT.sub(_put_in, value)


def _may_hold_controls(value: bytes) -> bool:
    return bool(
        CONTROL_ESCAPE.search(value) or (not value.isascii() and NONCHARACTER.search(value))
    )


def _put_in(found: re.Match[bytes]) -> bytes:
    return found[1] or (rb"\n" if found[2] else rb"\ufffd" if found[3] else b"")
