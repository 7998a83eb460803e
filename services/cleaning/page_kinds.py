"""Recognises pages that are no article: home, list, error, paywall, video and consent pages."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.split import weigh
from services.cleaning.text_normalisation import comparison_key

HOME, LIST, ERROR = "page_home", "page_list", "page_error"
PAYWALL, VIDEO, CONSENT = "page_paywall", "page_video", "page_consent"
WORTHLESS = frozenset((ERROR, CONSENT))
"""Kinds of page whose words are the server's, so that nothing is left to keep."""

_SHORT = 120  # words: an article that is longer stands for itself
_STUB = 200  # words that a paywall leaves to read at most
_LABEL = 5  # words: what is shorter is a link to the newspaper's offer, on every page of it
_FEW = 60  # words below a video or above a list
_LINKED = 0.6  # share of the words of a list that are links
_ENTRIES = 8  # links of a headline's length that make a list


_ERROR, _PAYWALL, _CONSENT = (
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
    """The kind of page that a text is of, by its words and its address, if it is no article.

    ``around`` is what stood around the paragraphs.
    """
    words = _weigh_all(paragraphs)
    if words <= _SHORT:
        if _is_error(title, paragraphs):
            return ERROR
        if _is_consent([*paragraphs, *around]):
            return CONSENT
    if words <= _STUB and any(map(_PAYWALL.search, paragraphs[-2:])):
        return PAYWALL
    if words <= _SHORT and any(_PAYWALL.search(one) for one in around if weigh(one) > _LABEL):
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
    """The kind of page, if it is no article's.

    ``types`` are those of its JSON-LD, ``og_type`` that of OpenGraph, ``is_free`` is false where
    it says that it may not be read for free, ``is_dated`` true where a day of publication was
    found; ``around`` are its blocks and the share of each that is a link.
    """
    words = sum(map(weigh, paragraphs))
    is_article = any(name.endswith(("Article", "Posting", "Report", "Review")) for name in types)
    said = of_text(title, paragraphs, None, [text for text, _ in around])
    if said in WORTHLESS and not (is_article and words > _FEW):
        return said
    if url and is_home(url) and not is_article:
        return HOME
    if said == PAYWALL or (words <= _STUB and not is_free):
        return PAYWALL
    if og_type.startswith("video") or ("VideoObject" in types and not is_article):
        return VIDEO if words <= _SHORT else None
    if is_article or og_type == "article" or is_dated:
        return None
    listed = {text for text, linked in around if linked > _LINKED and 5 <= weigh(text) <= 30}
    left = sum(weigh(one) for one in paragraphs if one not in listed)
    if len(listed) >= _ENTRIES and left <= max(_FEW, sum(map(weigh, listed)) / 2):
        return LIST
    return LIST if types.intersection(_LIST_TYPES) and left <= _SHORT else None


def _weigh_all(paragraphs: Sequence[str]) -> float:
    """The words of a text; where it is no stub, there is no need to count all of them."""
    words = 0.0
    for paragraph in paragraphs:
        words += weigh(paragraph)
        if words > _STUB:
            break
    return words


def is_home(url: str) -> bool:
    """Whether an address is that of a whole site, or of its pages in one language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def _is_error(title: str | None, paragraphs: Sequence[str]) -> bool:
    """Whether the headline reports an error, or the first of few words do."""
    if title and _ERROR.search(title) and len(comparison_key(title).split()) <= 12:
        return True
    return any(_ERROR.search(one) and weigh(one) <= 25 for one in paragraphs[:2])


def _is_consent(said: Sequence[str]) -> bool:
    """Whether most of the words, in more than one piece, ask for consent."""
    asking = [weigh(one) for one in said if _CONSENT.search(one)]
    return len(asking) > 1 and sum(asking) > sum(map(weigh, said)) / 2
