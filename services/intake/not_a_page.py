"""Recognises contents that are no page and no text: files, API answers, feeds, code. Pure.

An article about such things is prose, whatever it quotes. So a content counts as none only where
it is one from its first character on.
"""

import json
import re
from html import unescape

from schemas.articles import RawArticle
from services.runtime.stage import Reason, Rejected

NOT_A_PAGE_REMOVED = "not_a_page_removed"

# Set by hand.
_START = 1000  # characters that are looked at where a file is suspected
_CODE = 0.05  # share of a style sheet's or a program's characters that are signs; prose has 0.015
_PROSE = 80  # bytes of words without another sign; code has no such line but in comments
_FRAME = 1000  # characters of what a browser puts after a file that it shows
_FEWEST_SIGNS = 16  # different ones in base64 of anything
_SHORTEST_FILE = 200  # characters; fewer tell little
_BYTES, _SPACES = 0.2, 0.04  # shares of a file's characters read as text: strange ones, and spaces

_SUSPECT = re.compile(
    r"[\s\ufeff]*(?:"
    r"(?P<pdf>%PDF-\d)|(?P<file>\{\\rtf\d\\|%!PS-Adobe-\d)"
    r"|(?P<json>\)\]\}'|for\s?\(;;\);|while\s?\(1\);|[\[{])"
    r"|(?P<data>data:[\w.+-]+/[\w.+-]+[;,]\S{40}|(?:data:[\w.+-]+/[\w.+-]+)?;base64,)"
    r"|(?P<escaped>%3C(?:%21|html|head|div|p|article)\S{40})"
    r"|(?P<xml><(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex|opml|[Ee]rrors?|soap\w*:Envelope)\b)"
    r"|(?P<shown><html[^>]*>\s*(?:<head>.{0,300}?</head>)?\s*<body[^>]*>\s*<pre)"
    r"|(?P<code>/\*|@(?:charset|import|media|font-face)\b|[\"']use strict|[!;+(]*function\b"
    r"|(?:var|let|const)\s+[\w$]+\s*=|(?:window|document|self|module)[.\[]|[(;!]*\([\w,\s]*\)\s*=>"
    r"|import\b[^\n]{1,200}\bfrom\s*[\"']|[.#*:\w][\w\s.,#:>*+-]{0,200}\{\s*[\w-]+\s*:)"
    r"|(?P<run>[A-Za-z0-9+/_-]{60})"
    r")",
    re.DOTALL,
)
"""What must be looked at again; most articles are done with after this."""
_PDF = re.compile(r"%PDF-\d\.\d[^\S\r\n]*(?:[\r\n%]|\Z|.{0,1024}?\d obj\b)", re.DOTALL)
_RUN = re.compile(r"[A-Za-z0-9+/_\r\n-]+={0,2}\s*")
_JSON_GUARD = re.compile(r"\s*(?:\)\]\}',?|for\s?\(;;\);|while\s?\(1\);)")
_XML_ROOT = re.compile(
    r"(?>\s+|\ufeff|<\?.*?\?>|<!--.*?-->)*+"
    r"<(?P<root>rss|feed|rdf:RDF|urlset|sitemapindex|opml|soap\w*:Envelope|[Ee]rrors?)\b"
    r"[^>]*>\s*<",
    re.DOTALL,
)
_SHOWN = re.compile(r".*?<body[^>]*>\s*<pre[^>]*>(?P<content>.*?)</pre>(?P<rest>.*)", re.DOTALL)
_ELEMENT = re.compile(r"<(?:html|body|main|article|section|p)\b", re.IGNORECASE)
_COMMENT = re.compile(r"/\*(?:.*?\*/|.*)|(?<!:)//[^\n]*", re.DOTALL)
_WORDS = re.compile(r"(?:[^\W\d_]|[ ,.'’、，。-])+")
_SIGNS = re.compile(r"[{}()\[\];:=]")
_MAGIC = re.compile(
    "[\ufffd\x89‰]?PNG\r?\n|GIF8[79]a|[\ufffdÿØà-áÛ]{2,5}.{0,12}(?:JFIF|Exif)|PK.{0,40}(?:\\[Content_Types|mimetype)",
    re.DOTALL,
)
"""How files begin once their controls are taken out, decoded in one way or another."""
_STRANGE = re.compile("[\ufffd\x7f-\x9f¡-ÿŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")


def without_what_is_no_page(raw: RawArticle, had_controls: bool) -> RawArticle | Rejected:
    """The article without a ``text`` or ``html`` that is neither: itself where there is none.

    Rejected where nothing else is left. ``had_controls``: see ``what_else``.
    """
    others = {
        field: what
        for field, content in (("text", raw.text), ("html", raw.html))
        if content and (what := what_else(content, had_controls))
    }
    if not others:
        return raw
    left = raw.model_copy(update=dict.fromkeys(others))
    if (left.text and left.text.strip()) or (left.html and left.html.strip()):
        return left
    return Rejected(Reason.NOT_A_PAGE, "; ".join(f"{one}: {what}" for one, what in others.items()))


def what_else(content: str, had_controls: bool) -> str | None:
    """What a content is that is no page and no text, in a few words; None for a page or a text.

    ``had_controls`` says that control characters were taken out, of which files are full.
    """
    if had_controls and _is_file(content):
        return "a file that is no text, such as a picture or an archive"
    suspect = _SUSPECT.match(content)
    if suspect is None:
        return None
    kind = suspect.lastgroup or ""
    begin = suspect.start(kind)
    if kind == "pdf":
        return "the source of a PDF" if _PDF.match(content, begin) else None
    if kind == "file":
        return "the source of a file, such as RTF"
    if kind == "json":
        return "JSON, such as the answer of an API" if _is_json(content) else None
    if kind == "data":
        return "a data: URI"
    if kind == "escaped":
        return "a page in percent-encoding" if " " not in content.strip() else None
    if kind == "xml":
        root = _XML_ROOT.match(content)
        return f"XML that is no page: <{root['root']}>" if root else None
    if kind == "shown":
        return _shown(content, had_controls)
    if kind == "run" and _RUN.fullmatch(content, begin):
        if len(set(content[begin : begin + _START])) < _FEWEST_SIGNS:
            return None
        return "one long word, such as base64"
    return "code, such as a style sheet or a script" if _is_code(content) else None


def _shown(content: str, had_controls: bool) -> str | None:
    """What a browser shows of a file that is no page: it wraps it in a page of its own."""
    found = _SHOWN.match(content)
    if found is None or len(found["rest"]) > _FRAME:
        return None
    if re.sub(r"<[^>]*>", "", found["rest"]).strip():
        return None
    return what_else(unescape(found["content"]), had_controls)


def _is_json(content: str) -> bool:
    text = _JSON_GUARD.sub("", content.strip("\ufeff\0 \t\r\n;"), count=1)
    if text[-1:] not in ("]", "}"):
        return False
    try:
        return isinstance(json.loads(text, strict=False), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_code(content: str) -> bool:
    """Whether it is code to its end: scrapers leave a script before many a text."""
    code = _COMMENT.sub("", content)
    return (
        len(_SIGNS.findall(code)) > _CODE * len(code)
        and not _ELEMENT.search(code)
        and not any(len(one[0].encode()) >= _PROSE for one in _WORDS.finditer(code))
    )


def _is_file(content: str) -> bool:
    start = content.lstrip("\ufeff\r\n ")[:_START]
    return bool(_MAGIC.match(start)) or (
        len(start) >= _SHORTEST_FILE
        and len(_STRANGE.findall(start)) > _BYTES * len(start)
        and start.count(" ") < _SPACES * len(start)
    )
