"""Recognises pages that are no article: home, list, error, paywall, video and consent pages."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from services.cleaning.language_words import WORDS, any_of
from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.split import count_words, ends_sentence

HOME, LIST, PAYWALL, VIDEO = "page_home", "page_list", "page_paywall", "page_video"
KEPT = frozenset((HOME, LIST, PAYWALL, VIDEO))
"""Kinds of page that are no article and are kept, with a warning."""
ERROR, BOT_CHECK, CONSENT = "error_page", "bot_check", "consent_wall"
SCRIPT, LOGIN, AGE_GATE = "script_wall", "login_wall", "age_gate"
PARKED, PAYWALL_ALONE, EMPTY_SHELL = "parked_domain", "paywall_alone", "empty_shell"
WORTHLESS = frozenset(
    (ERROR, BOT_CHECK, CONSENT, SCRIPT, LOGIN, AGE_GATE, PARKED, PAYWALL_ALONE, EMPTY_SHELL)
)
"""Kinds of page on which nothing of an article stands: they are rejected."""

# Set by hand; numbers of words, but for shares and entries.
_SHORT = 120  # a longer text is an article, whatever it says
_MAX_STUB = 200  # a paywall leaves no more to read
_MAX_WALL = 300  # what asks for consent is longer than other walls
_MAX_LABEL = 5  # a shorter line is a link to the newspaper's offer, on every page of it
_FEW = 60  # of an article beside a wall or above a list
_MAX_OFFER = 40  # of one that makes the newspaper's offer
_LINK = 0.6  # share of an entry's characters in links
_MIN_ENTRY, _MAX_ENTRY = 5, 30  # of an entry of a list
_MIN_ENTRIES = 8  # entries
_NOTICE = 6  # a line that says no more than a phrase
_TINY = 6  # blocks of a page that is nothing but a wall; its first may be its headline
_EARLY = 12  # characters before the phrase that opens a line
_LONGEST_PHRASE = 60  # characters
_MAX_HEADLINE, _HEADLINE = 10, 0.55  # of a wall's headline, and the share of its phrases
_LEFT, _LEFT_BELOW_HEADLINE = 6, 25  # of other sentences: less is nothing of an article
_PARAGRAPH = 25  # of a line that is no headline of another story
_LINE = 8  # of a line that may be all that an article says

_PHRASES = {
    kind: re.compile(any_of(WORDS[f"page_kinds.{name}"]))
    for kind, name in {
        BOT_CHECK: "bot_check",
        AGE_GATE: "age_gate",
        PARKED: "parked",
        LOGIN: "login",
        CONSENT: "consent",
        ERROR: "error",
        SCRIPT: "script",
        PAYWALL_ALONE: "paywall",
    }.items()
}
"""By kind, the more certain first. All are in lower case and sought in it: to ignore case is ten
times as slow."""
_READER = frozenset(WORDS["page_kinds.reader"])
_WORD = re.compile(r"\w+")
_SITE_NAME = re.compile(r"\s[|–—·:-]\s.*")
_LETTER = re.compile(r"[^\W\d_]")
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
    if words <= _MAX_WALL and (wall := _wall(title, paragraphs, around)):
        return wall
    last = (one for one in paragraphs[-2:] if count_words(one) <= _MAX_OFFER)
    if words <= _MAX_STUB and any(map(_offers, last)):
        return PAYWALL
    if words <= _SHORT and any(_offers(one) for one in around if count_words(one) > _MAX_LABEL):
        return PAYWALL
    return HOME if url and is_home(url) else None


def of_page(
    title: str | None,
    paragraphs: Sequence[str],
    url: str | None,
    *,
    types: frozenset[str],
    og_type: str,
    body: Sequence[str],
    is_free: bool,
    is_dated: bool,
    around: Sequence[tuple[str, float]],
) -> str | None:
    """The kind of a page; None for an article's.

    ``types`` are those of its JSON-LD, ``og_type`` is that of OpenGraph. ``is_free`` is False where
    the page states that it may not be read for free, ``is_dated`` is True where a date of
    publication was found. ``body`` are the paragraphs that are no menu. ``around`` are its blocks,
    each with its share of characters in links.
    """
    words = _count_words_of_stub(paragraphs)
    is_article = any(name.endswith(("Article", "Posting", "Report", "Review")) for name in types)
    kind = of_text(title, body, None, [text for text, _ in around])
    if kind in WORTHLESS:
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
        if words > _MAX_WALL:
            break
    return words


def is_home(url: str) -> bool:
    """Whether a URL is that of a whole site, or of its pages in one language."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(_HOME.fullmatch(parts.path)) and not parts.query


def begin_of_offer(paragraphs: Sequence[str]) -> int:
    """The index of the first paragraph of a paywall's offer that ends a text; else their number."""
    begin = len(paragraphs)
    for index in range(len(paragraphs) - 1, 0, -1):
        one = paragraphs[index]
        if _offers(one):
            begin = index
        elif count_words(one) > _LINE and not _speaks_to_reader(one):
            break
    return begin


def holds_words(paragraphs: Sequence[str]) -> bool:
    """Whether a reader finds a word in the paragraphs."""
    return any(map(_LETTER.search, paragraphs))


def holds_prose(paragraphs: Sequence[str]) -> bool:
    """Whether the paragraphs of a page say something: menus and buttons don't."""
    return any(
        count_words(one) >= (2 if ends_sentence(one) else _LINE)
        and _LETTER.search(one)
        and kind_of(one) not in ("footer", "navigation", "share")
        for one in paragraphs
    )


def _wall(title: str | None, paragraphs: Sequence[str], around: Sequence[str]) -> str | None:
    """The kind of a page on which nothing of an article stands; None for any other.

    Such a page says what it is in its headline or in a line that speaks to its reader, and hardly
    a sentence beside that.
    """
    # What is plainly an article costs no search for phrases.
    prose = 0.0
    for one in paragraphs:
        words = count_words(one) if ends_sentence(one) else 0.0
        if words > _LINE and not _speaks_to_reader(one):
            prose += words
            if prose > _FEW:
                return None
    top = around[:1] if len(around) <= _TINY else ()
    lines = [title or "", *paragraphs[:1], *top]
    headline = next(filter(None, map(_kind_of_headline, lines)), None)
    most, least = (_LEFT_BELOW_HEADLINE, _PARAGRAPH) if headline else (_LEFT, _LINE)
    told, left = [headline], 0.0
    for index, line in enumerate(paragraphs):
        if kind := _kind_of_notice(line):
            told.append(kind)
        elif (ends_sentence(line) or count_words(line) >= least) and not (
            (index == 0 and _may_be_headline(line)) or (headline and _speaks_to_reader(line))
        ):
            left += count_words(line)
            if left >= most:
                return None
    beside = [one for one in around if count_words(one) > _MAX_LABEL]
    if sum(count_words(one) for one in beside if _is_paragraph(one)) > _FEW:
        return None
    told += map(_kind_of_notice, beside)
    if kind := next(filter(None, told), None):
        return kind
    return CONSENT if _is_consent([*paragraphs, *around]) else None


def _offers(line: str) -> bool:
    """Whether a line holds a phrase of a paywall's offer."""
    return _PHRASES[PAYWALL_ALONE].search(line.lower()) is not None


def _speaks_to_reader(line: str) -> bool:
    return not _READER.isdisjoint(_WORD.findall(line.lower()))


def _may_be_headline(line: str) -> bool:
    return not ends_sentence(line) and count_words(line) <= _MAX_HEADLINE


def _kind_of_headline(title: str) -> str | None:
    """The kind of page whose headline hardly says more than that."""
    said = _SITE_NAME.sub("", title).lower()
    if not said or count_words(said) > _MAX_HEADLINE:
        return None
    for kind, phrases in _PHRASES.items():
        found = sum(len(one[0]) for one in phrases.finditer(said))
        if kind not in (CONSENT, PAYWALL_ALONE) and found >= _HEADLINE * len(said):
            return kind
    return None


def _kind_of_notice(line: str) -> str | None:
    """The kind of page that tells its reader this; None for prose that happens to say it."""
    anywhere = count_words(line) <= _NOTICE or _speaks_to_reader(line)
    line = line.lower()
    start = line if anywhere else line[: _EARLY + _LONGEST_PHRASE]
    for kind, phrases in _PHRASES.items():
        found = phrases.search(start)
        if (
            found
            and (anywhere or found.start() <= _EARLY)
            and (kind != CONSENT or len(phrases.findall(line)) > 1)
        ):
            return kind
    return None


def _is_paragraph(text: str) -> bool:
    return count_words(text) >= _PARAGRAPH and ends_sentence(text) and not _kind_of_notice(text)


def _is_consent(pieces: Sequence[str]) -> bool:
    """Whether pieces with more than half of the words, and more than one, ask for consent."""
    asking = [count_words(one) for one in pieces if _PHRASES[CONSENT].search(one.lower())]
    return (
        len(asking) > 1
        and sum(asking) > sum(map(count_words, pieces)) / 2
        and any(map(_speaks_to_reader, pieces))
    )
