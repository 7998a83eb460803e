"""Recognises pages that are no article: home, list, error, paywall, video and consent pages."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import count_words
from services.cleaning.text_normalisation import comparison_key

HOME, LIST, ERROR = "page_home", "page_list", "page_error"
PAYWALL, VIDEO, CONSENT = "page_paywall", "page_video", "page_consent"
WORTHLESS = frozenset((ERROR, CONSENT))
"""Kinds of page that hold no word of an article: they are rejected."""

# Set by hand; numbers of words, but for shares and entries.
_SHORT = 120  # a longer text is an article, whatever it says
_MAX_STUB = 200  # a paywall leaves no more to read
_MAX_LABEL = 5  # a shorter line is a link to the newspaper's offer, on every page of it
_FEW = 60  # of an article beside an error or above a list
_MAX_ERROR, _MAX_ERROR_TITLE = 25, 12  # of a line that reports an error
_LINK = 0.6  # share of an entry's characters in links
_MIN_ENTRY, _MAX_ENTRY = 5, 30  # of an entry of a list
_MIN_ENTRIES = 8  # entries

_ERROR_PHRASE, _PAYWALL_PHRASE, _CONSENT_PHRASE = (
    re.compile(any_of(WORDS[f"page_kinds.{kind}"]), re.IGNORECASE)
    for kind in ("error", "paywall", "consent")
)
_HOME = re.compile(
    r"/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w+)?)?/?", re.IGNORECASE
)
_LIST_TYPES = ("CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "Blog")


def of_text(
    title: str | None, paragraphs: Sequence[str], url: str | None, around: Sequence[str]
) -> str | None:
    """The kind of the page that a text is of, by its words and its URL; None for an article.

    ``around`` are the pieces that were removed around the paragraphs.
    """
    words = _count_words_of_stub(paragraphs)
    if words <= _SHORT:
        if _is_error(title, paragraphs):
            return ERROR
        if _is_consent([*paragraphs, *around]):
            return CONSENT
    if words <= _MAX_STUB and any(map(_PAYWALL_PHRASE.search, paragraphs[-2:])):
        return PAYWALL
    if words <= _SHORT and any(
        _PAYWALL_PHRASE.search(one) for one in around if count_words(one) > _MAX_LABEL
    ):
        return PAYWALL
    return HOME if url and is_home(url) else None


def of_page(
    title: str | None,
    paragraphs: Sequence[str],
    url: str | None,
    *,
    types: frozenset[str],
    og_type: str,
    is_free: bool,
    is_dated: bool,
    around: Sequence[tuple[str, float]],
) -> str | None:
    """The kind of a page; None for an article's.

    ``types`` are those of its JSON-LD, ``og_type`` is that of OpenGraph. ``is_free`` is False where
    the page states that it may not be read for free, ``is_dated`` is True where a date of
    publication was found. ``around`` are its blocks, each with its share of characters in links.
    """
    words = sum(map(count_words, paragraphs))
    is_article = any(name.endswith(("Article", "Posting", "Report", "Review")) for name in types)
    kind = of_text(title, paragraphs, None, [text for text, _ in around])
    if kind in WORTHLESS and not (is_article and words > _FEW):
        return kind
    if url and is_home(url) and not is_article:
        return HOME
    if kind == PAYWALL or (words <= _MAX_STUB and not is_free):
        return PAYWALL
    if og_type.startswith("video") or ("VideoObject" in types and not is_article):
        return VIDEO if words <= _SHORT else None
    if is_article or og_type == "article" or is_dated:
        return None
    listed = {
        text
        for text, link_share in around
        if link_share > _LINK and _MIN_ENTRY <= count_words(text) <= _MAX_ENTRY
    }
    left = sum(count_words(one) for one in paragraphs if one not in listed)
    if len(listed) >= _MIN_ENTRIES and left <= max(_FEW, sum(map(count_words, listed)) / 2):
        return LIST
    return LIST if types.intersection(_LIST_TYPES) and left <= _SHORT else None


def _count_words_of_stub(paragraphs: Sequence[str]) -> float:
    """The number of words of a text; counting stops once it is longer than a stub."""
    words = 0.0
    for paragraph in paragraphs:
        words += count_words(paragraph)
        if words > _MAX_STUB:
            break
    return words


def is_home(url: str) -> bool:
    """Whether a URL is that of a whole site, or of its pages in one language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def _is_error(title: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether the headline, or one of the first two paragraphs, reports an error."""
    if (
        title
        and _ERROR_PHRASE.search(title)
        and len(comparison_key(title).split()) <= _MAX_ERROR_TITLE
    ):
        return True
    return any(
        _ERROR_PHRASE.search(one) and count_words(one) <= _MAX_ERROR for one in paragraphs[:2]
    )


def _is_consent(pieces: Sequence[str]) -> bool:
    """Whether pieces with more than half of the words, and more than one, ask for consent."""
    asking = [count_words(one) for one in pieces if _CONSENT_PHRASE.search(one)]
    return len(asking) > 1 and sum(asking) > sum(map(count_words, pieces)) / 2
