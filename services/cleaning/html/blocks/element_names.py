"""Tells what authors of pages call an element, by its class, id and role: `related`, `caption`."""

import re
from collections.abc import Sequence
from functools import lru_cache

_PATTERNS = {
    "article": (
        r"article|story|^post(?!er)|entry|^news(?!letter)|artikel|articulo"
        r"|noticia"
    ),
    "body": (
        r"body|content(?!info)|^text|copy(?!right)|paragraph|prose|richtext"
        r"|inhalt|texto|corps"
    ),
    "main": r"main|primary|center|central",
    "comment": r"comment|disqus|reply|respond|discussion|kommentar",
    "related": (
        r"relat|recommend|recirc|^recs?$|popular|trend|more|also|similar|suggest|latest|outbrain"
        r"|taboola|promo|carousel|next|prev"
    ),
    "teaser": r"teaser|card|tile|headlines|river|listing|grid",
    "share": r"share|sharing|social|follow|facebook|twitter|whatsapp",
    "advert": (
        r"^ads?$|advert|sponsor|dfp|outstream|anzeige|reklam|banner"
        r"|commercial"
    ),
    "newsletter": (
        r"newsletter|^nl$|subscri|signup|paywall|donat|member|^abo$|piano"
        r"|offer"
    ),
    "navigation": (
        r"nav|menu|crumb|toolbar|skip|header|masthead|topbar|pager|paginat"
        r"|^tabs?$"
    ),
    "footer": r"foot(?!ball|age)|copyright|legal|imprint|disclaimer|colophon",
    "side": r"side|rail|widget|module|secondary|column",
    "byline": r"byline|author|autor|meta|credit|dateline|time|date|publish|info|sign",
    "caption": (
        r"caption|photo|image|img|figure|gallery|media|video|player|legend|slide|picture"
        r"|bild|foto"
    ),
    "summary": (
        r"summary|lead|lede|intro|standfirst|dek|deck|abstract|chapo|subtitle|subhead|excerpt"
        r"|vorspann|sommario|description|kicker"
    ),
    "title": r"title|headline|heading|titel|titulo",
    "tag": r"^tags?$|topic|keyword|categor|label|section",
    "list": r"list|item",
    "form": (
        r"form(?!at)|input|search|login|modal|popup|overlay|dialog|cookie|consent|gdpr|^cmp|onetrust"
        r"|poll|survey|quiz|button|btn|feedback|^alert|^notif|toast"
    ),
    "hidden": r"hidden|hide|^sr$|visually|screen|invisible|print",
    "note": r"note|correction|update|editor|box|quote|embed|tweet|disclosure",
    "bio": r"bio|profile|about|avatar",
}
NAMES = tuple(_PATTERNS)
"""What elements are called; the block model was trained on these names, in this order."""

_PERSON = (
    r"author|byline|autor|auteur|reporter|writer|journalist|contributor|username|posted|submitted"
    r"|screenname|zuozhe|bianji|xiaobian"
)
PERSON = 1 << len(NAMES)
"""The bit of words for authors, which is no feature of the model: ``author_markup`` reads them."""

HIDDEN = PERSON << 1
"""The bit of classes of text for screen readers alone, no feature of the model either: Bootstrap,
WordPress and Drupal call them so."""
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-\w+)?|hidden-visually|element-invisible)(?:\s|$)"
)
_IN_HIDDEN_CLASS = ("sr-only", "hidden", "screen-reader", "invisible")  # a quick look first

_BITS = [(re.compile(pattern), 1 << i) for i, pattern in enumerate([*_PATTERNS.values(), _PERSON])]
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+")  # `storyBody` is two
MAX_LENGTH = 200  # characters; utility classes make longer ones, which say nothing more


def names_in(of_class: str) -> int:
    """The ``NAMES`` that a class holds, as bits: the first name is the lowest.

    ``PERSON`` and ``HIDDEN`` are two more bits. At most ``MAX_LENGTH`` characters are read, but for
    ``HIDDEN``: cut off there, `visually-hidden-focusable` would hide what is shown.
    """
    return _kept(of_class) if len(of_class) <= MAX_LENGTH else _bits_of(of_class)


def _bits_of(of_class: str) -> int:
    may_be_hidden = any(map(of_class.__contains__, _IN_HIDDEN_CLASS))
    hidden = HIDDEN if may_be_hidden and _HIDDEN_CLASS.search(of_class) else 0
    return hidden | _names_in(of_class)


# A page has some 150 classes, which the pages of its site share.
_kept = lru_cache(maxsize=32_768)(_bits_of)


def names_of(of_class: str, others: Sequence[str]) -> int:
    """The bits of a class and of what else an element is called, which no other element shares."""
    if len(of_class) + sum(map(len, others)) + len(others) > MAX_LENGTH:
        return _names_in(" ".join((of_class, *others)))
    return names_in(of_class) | _names_in(" ".join(others))


def _names_in(written: str) -> int:
    bits = 0
    for word in _WORD.findall(written[:MAX_LENGTH]):
        bits |= _names_of(word)
    return bits


@lru_cache(maxsize=16384)  # sites share their words
def _names_of(word: str) -> int:
    word = word.lower()
    return sum(bit for pattern, bit in _BITS if pattern.search(word))
