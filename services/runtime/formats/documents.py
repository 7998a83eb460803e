"""Reads XML of news agencies: NITF and NewsML-G2; and finds which XML a file holds."""

from lxml import etree

from services.runtime.formats.entries import NoFeed
from services.runtime.formats.feeds import read_feed
from services.runtime.formats.found import Found, Problem, Reading, clean
from services.runtime.formats.xml import NotXml, below, first, inner_html, local, parse_xml, words

AGENCY_ROOTS = ("nitf", "newsItem", "newsMessage", "packageItem")


def read_xml(body: bytes, url: str = "") -> Reading:
    """The articles in a file of XML: a feed, NITF or NewsML-G2. Never raises.

    https://iptc.org/standards/nitf/ and https://iptc.org/standards/newsml-g2/
    """
    try:
        root, _ = parse_xml(body)
    except NotXml as error:
        root = None
        problem = f"not XML: {error}"
    if root is not None and local(root) in AGENCY_ROOTS:
        yield from _read_documents(root)
        return
    try:
        found = list(read_feed(body, url))
    except NoFeed as error:
        yield Problem("", str(error) if root is not None else problem)
        return
    yield from found


def _read_documents(root: etree._Element) -> Reading:
    items = below(root, "newsItem")
    if not items:
        yield _nitf(root, "") if local(root) == "nitf" else Problem("", "holds no news item")
    for number, item in enumerate(items, 1):
        yield _news_item(item, f"[{number}]" if len(items) > 1 else "")


def _nitf(root: etree._Element, place: str) -> Found | Problem:
    head, body = first(root, "head"), first(root, "body")
    content = first(body, "body.content")
    if content is None or not words(content):
        return Problem(place, "NITF without a text")
    date = below(root, "date.issue")
    ids = below(root, "doc-id")
    hedline = below(root, "hl1")
    bylines = [words(first(one, "person")) or words(one) for one in below(root, "byline")]
    return Found(
        place,
        html=inner_html(content),
        title=words(hedline[0]) if hedline else words(first(head, "title")),
        external_id=clean(ids[0].get("id-string")) if ids else None,
        authors=tuple(name for name in bylines if name),
        published_at=_iso(clean(date[0].get("norm"))) if date else None,
        language=_language(root),
    )


def _news_item(item: etree._Element, place: str) -> Found | Problem:
    meta = first(item, "contentMeta")
    content = first(item, "contentSet")
    headlines = below(meta, "headline") if meta is not None else []
    names = [
        words(first(one, "name")) or clean(one.get("literal"))
        for one in (below(meta, "creator", "by") if meta is not None else [])
    ]
    told = first(item, "itemMeta", "firstCreated"), first(item, "itemMeta", "versionCreated")
    made = first(meta, "contentCreated")
    title = words(headlines[0]) if headlines else words(first(item, "itemMeta", "title"))
    language = meta is not None and first(meta, "language")
    html = _content(content) if content is not None else None
    if not html:
        return Problem(place, "a news item without a text")
    return Found(
        place,
        html=html,
        title=title,
        external_id=clean(item.get("guid")),
        authors=tuple(name for name in names if name),
        published_at=next(filter(None, map(words, (made, *told))), None),
        language=clean(language.get("tag"))
        if isinstance(language, etree._Element)
        else _language(item),
    )


def _content(content: etree._Element) -> str | None:
    """The HTML in a content set: NITF, XHTML, or plain text; None if it holds none."""
    for name in ("body.content", "body"):
        found = below(content, name)
        if found and words(found[0]):
            return inner_html(found[0])
    inline = below(content, "inlineXML", "inlineData")
    return inner_html(inline[0]) if inline and words(inline[0]) else None


def _language(element: etree._Element) -> str | None:
    return clean(element.get("{http://www.w3.org/XML/1998/namespace}lang"))


def _iso(said: str | None) -> str | None:
    """NITF's 20240902T100000Z in the longer form, which every reader of dates knows."""
    if said is None or not said[:8].isdigit():
        return said
    day = f"{said[:4]}-{said[4:6]}-{said[6:8]}"
    time = said[9:15]
    if len(time) != 6 or not time.isdigit():
        return day
    return f"{day}T{time[:2]}:{time[2:4]}:{time[4:]}{said[15:]}"
