"""300 feeds of what feed readers' issues complain of, with the entries they must give."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import cycle, islice, product

AT = "https://news.example/feeds/all.xml"

WORDS = {
    "utf-8": "Wahl in Kiel – ‘Ергебнис’ 選挙",
    "iso-8859-1": "Überfall am Café",
    "windows-1252": "Said “no” – twice",
    "windows-1251": "Выборы в городе",
    "koi8-r": "Пожар на заводе",
    "shift_jis": "東京で選挙",
    "euc-jp": "大阪で地震",
    "gb18030": "北京新闻报道",
    "big5": "台北新聞報導",
    "euc-kr": "서울 뉴스 보도",
    "iso-8859-2": "Żółta łódź",
    "utf-16": "Ελληνικά νέα",
}

DATES = {
    "Mon, 02 Sep 2024 10:00:00 GMT": "2024-09-02T10:00:00+00:00",
    "Mon, 02 Sep 2024 10:00:00 +0200": "2024-09-02T10:00:00+02:00",
    "Mon, 2 Sep 24 10:00:00 EST": "2024-09-02T10:00:00-05:00",
    "2 Sep 2024 10:00 +0000": "2024-09-02T10:00:00+00:00",
    "2024-09-02T10:00:00Z": "2024-09-02T10:00:00+00:00",
    "2024-09-02T10:00:00.5+05:30": "2024-09-02T10:00:00.500000+05:30",
    "2024-09-02": "2024-09-02T00:00:00",
    "yesterday afternoon": "yesterday afternoon",
    "": None,
}
LINKS = {
    "https://news.example/a?x=1&y=2": "https://news.example/a?x=1&y=2",
    "/politics/a": "https://news.example/politics/a",
    "a.html": "https://news.example/feeds/a.html",
    "//cdn.example/a": "https://cdn.example/a",
    " https://news.example/spaces \n": "https://news.example/spaces",
    "": None,
    "javascript:alert(1)": None,
}
FLAWS = ("", "ampersand", "unclosed", "cut", "entity", "space", "bom", "control", "no_declaration")
DIALECTS = ("rss2", "rss091", "rdf", "atom", "json")


@dataclass(frozen=True)
class Made:
    """A feed's bytes, the type that its server tells, and of each entry what must be found."""

    name: str
    body: bytes
    content_type: str
    titles: tuple[str, ...]
    links: tuple[str | None, ...]
    dates: tuple[str | None, ...]
    ids: tuple[str | None, ...]
    is_broken: bool


def made_feeds() -> Iterator[Made]:
    """300 feeds; each dialect meets each encoding, date, link and flaw."""
    choices = product(WORDS, DIALECTS, range(5))
    dates, links, flaws = cycle(DATES), cycle(LINKS), cycle(FLAWS)
    for number, (encoding, dialect, _) in enumerate(islice(choices, 300)):
        yield _made(number, dialect, encoding, next(dates), next(links), next(flaws))


def _made(number: int, dialect: str, encoding: str, date: str, link: str, flaw: str) -> Made:
    if dialect == "json":
        encoding, flaw = "utf-8", ""
    if encoding == "utf-16" and flaw in ("no_declaration", "bom", "control", "space", "cut"):
        flaw = ""
    id = (
        f"tag:news.example,2024:{number}"
        if number % 3 and dialect in ("rss2", "atom", "json")
        else ""
    )
    title = f"{WORDS[encoding]} {number}"
    second = f"{WORDS[encoding]} zwei"
    if flaw == "no_declaration" and encoding != "utf-8":
        content_type = f"application/xml; charset={encoding}"
    else:
        content_type = "application/xml"
    made_id = id or None
    if not id and dialect == "atom":
        made_id = None
    if dialect == "json":
        body = _json(title, second, date, link, id)
    else:
        body = _xml(dialect, encoding, (title, second), date, link, id, flaw)
    return Made(
        f"{number}-{dialect}-{encoding}-{flaw}",
        body,
        content_type,
        (title, second) if flaw != "ampersand" else (f"{title} AT&T", second),
        (LINKS[link], "https://news.example/second"),
        (DATES[date], None),
        (made_id, None),
        flaw in ("unclosed", "cut", "ampersand"),
    )


def _json(title: str, second: str, date: str, link: str, id: str) -> bytes:
    one = {"title": title, "url": link, "date_published": date, "content_html": f"<p>{title}</p>"}
    if id:
        one["id"] = id
    two = {"title": second, "url": "https://news.example/second", "content_text": second}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "All", "items": [one, two]}
    return json.dumps(feed, ensure_ascii=False).encode()


def _xml(
    dialect: str, encoding: str, titles: tuple[str, str], date: str, link: str, id: str, flaw: str
) -> bytes:
    first, second = escape(titles[0]), escape(titles[1])
    if flaw == "ampersand":
        first += " AT&T"
    if flaw == "entity":
        first = first.replace(" ", "&nbsp;", 1)
    if flaw == "control":
        first += "\x0b"
    elements = _ELEMENTS[dialect]
    made = elements.format(
        first=first,
        second=second,
        link=escape(link),
        date=date,
        id=escape(id),
        b="<b>" if flaw == "unclosed" else "",
    )
    if not id:
        made = made.replace('<guid isPermaLink="false"></guid>', "").replace("<id></id>", "")
    if not date:
        for name in ("pubDate", "published", "dc:date"):
            made = made.replace(f"<{name}></{name}>", "")
    if flaw == "cut":
        made = made[: made.rindex("</")]
    declaration = "" if flaw == "no_declaration" else f'<?xml version="1.0" encoding="{encoding}"?>'
    text = ("\n\n  " if flaw == "space" else "") + declaration + made
    body = text.encode(encoding)
    return b"\xef\xbb\xbf" + body if flaw == "bom" and encoding == "utf-8" else body


_ITEMS = """<item{about}><title>{{first}}</title><link>{{link}}</link>{date}{guid}
<description>{{first}} {{b}}</description></item>
<item{about2}><title>{{second}}</title><link>https://news.example/second</link>
<description>{{second}}</description></item>"""
_ELEMENTS = {
    "rss2": """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>All</title><link>https://news.example/</link>"""
    + _ITEMS.format(
        about="",
        about2="",
        date="<pubDate>{date}</pubDate>",
        guid='<guid isPermaLink="false">{id}</guid>'
        "<content:encoded><![CDATA[<p>whole</p>]]></content:encoded>",
    )
    + "</channel></rss>",
    "rss091": '<rss version="0.91"><channel><title>All</title>'
    + _ITEMS.format(about="", about2="", date="<pubDate>{date}</pubDate>", guid="")
    + "</channel></rss>",
    "rdf": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>All</title></channel>"""
    + _ITEMS.format(about="", about2="", date="<dc:date>{date}</dc:date>", guid="")
    + "</rdf:RDF>",
    "atom": """<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title>
<entry><title>{first}</title><link href="{link}"/><published>{date}</published><id>{id}</id>
<content type="html">{first} {b}</content></entry>
<entry><title>{second}</title><link href="https://news.example/second"/>
<summary>{second}</summary></entry></feed>""",
}
