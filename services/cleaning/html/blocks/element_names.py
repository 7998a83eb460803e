"""Tells what authors of pages call an element, by its class, id and role: `related`, `caption`."""

import re
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

_BITS = [(re.compile(pattern), 1 << i) for i, pattern in enumerate([*_PATTERNS.values(), _PERSON])]
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+")  # `storyBody` is two
_MAX_LENGTH = 200  # characters; utility classes make longer ones, which say nothing more


@lru_cache(maxsize=8192)  # the pages of a site share their classes
def names_in(written: str) -> int:
    """The ``NAMES`` that a class, an id or a role holds, as bits: the first name is the lowest.

    ``PERSON`` is one more bit.
    """
    bits = 0
    for word in _WORD.findall(written[:_MAX_LENGTH]):
        bits |= _names_of(word)
    return bits


@lru_cache(maxsize=16384)  # sites share their words
def _names_of(word: str) -> int:
    word = word.lower()
    return sum(bit for pattern, bit in _BITS if pattern.search(word))
