"""Turns the bytes of a page or a text file into text, as a browser would.

The order of what is believed, from https://html.spec.whatwg.org/#determining-the-character-encoding,
save that UTF-8 comes before what a page says of itself: bytes that are UTF-8 by chance are rare,
pages that were saved anew and still name their old encoding are not.

    byte order mark → the user's word → UTF-8 → the page's own declaration → a guess from the bytes
"""

import re

from chardet import detect
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

REPLACEMENT = "\ufffd"

MOST_DAMAGE = 0.01
MOST_DAMAGE_UTF8 = 0.2
MOST_DAMAGE_DECLARED_UTF8 = 0.5
"""Shares of unreadable characters among those beyond ASCII; with more of them the text is taken to
be in another encoding. In UTF-8 nothing else is readable by chance. Set by hand."""
LEAST_CONFIDENCE = 0.1
"""Of chardet in a guess. A sentence gets .12 to .8, two words with an accent .02: for those it is
the Western encoding, as for browsers. Seen on one sentence each in 25 languages and encodings."""

_STATEFUL = ("iso2022", "hz")
"""Python's names of encodings whose bytes are all ASCII, so that they look like UTF-8."""
_LIKE_UTF8 = ("utf-16", "utf-32", "iso-2022")
_UNICODE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-15")
_OTHERS = (
    *("cp1251", "koi8-r", "koi8-u", "cp1253", "iso8859-7", "cp1255", "cp1256", "cp1258", "cp874"),
    *("cp932", "euc_jis_2004", "iso2022_jp_2", "gb18030", "big5hkscs", "cp949"),
)
"""Those that browsers know and texts are still found in. Without the rest, those of old Macs above
all, a guess from few bytes is right more often."""
_MIXED_WORD = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
"""Latin letters and Greek, Cyrillic, Hebrew or Arabic ones in one word: a Latin text misread."""


class NotText(ValueError):
    """The bytes are no text in any encoding that we know; says what they seem to be."""


def python_codec(label: str) -> str | None:
    """Python's name of the codec that browsers use for an encoding's label; None if unknown.

    ``iso-8859-1`` is ``cp1252``, ``x-sjis`` is ``cp932``: https://encoding.spec.whatwg.org/#names
    """
    return resolve_encoding(label)


def decode_text(
    page: bytes,
    *,
    is_html: bool = False,
    encoding: str | None = None,
    content_type: str = "",
) -> tuple[str, str]:
    """The text, and a note where it had to be guessed or is damaged, else ``""``.

    ``encoding`` is Python's name of the encoding that the user says it is in; a byte order mark
    goes before it. ``content_type`` is what a server or a letter said of it. Raises NotText.
    """
    bom_encoding, bom = read_bom(page)
    if bom_encoding is not None and bom is not None:
        return _decode(page[len(bom) :], bom_encoding)
    if encoding is not None:
        return _decode(page, encoding)
    declared = http_content_type_encoding(content_type) if content_type else None
    declared = declared or (html_body_declared_encoding(page) if is_html else None)
    if declared and declared.startswith(_STATEFUL):
        return _decode(page, declared)
    # Valid UTF-8 too are UTF-16 of English, half of which are NULs, and ISO-2022-JP, by escapes.
    text = decode_utf8(page)
    if text is not None and 4 * page.count(b"\0") < len(page) and b"\x1b" not in page:
        return text, ""
    if text is None:
        most = MOST_DAMAGE_DECLARED_UTF8 if declared == "utf-8" else MOST_DAMAGE_UTF8
        likely = [("utf-8", most)]
        if declared and declared != "utf-8":
            likely.insert(0, (declared, MOST_DAMAGE))
        for name, allowed in likely:
            found, note = _decode(page, name)
            if _damage(found) <= allowed:
                return found, note
    return _guess(page, text)


def decode_utf8(page: bytes) -> str | None:
    """The text if it is UTF-8, also as Java and MySQL write it: by surrogates; None if it is not.

    A surrogate without its other half becomes U+FFFD.
    """
    try:
        return page.decode()
    except UnicodeDecodeError:
        try:
            return join_surrogates(page.decode(errors="surrogatepass"))
        except UnicodeDecodeError:
            return None


def join_surrogates(text: str) -> str:
    """The text with each pair of surrogates made one character, and others U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _decode(page: bytes, encoding: str) -> tuple[str, str]:
    text = to_unicode(page, python_codec(encoding) or encoding)
    lost = text.count(REPLACEMENT)
    return text, f"{lost} unreadable in {encoding}" if lost else ""


def _damage(text: str) -> float:
    """The share of unreadable characters among those beyond ASCII."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return text.count(REPLACEMENT) / max(beyond, 1)


def _guess(page: bytes, utf8: str | None) -> tuple[str, str]:
    found = detect(page, include_encodings=(*_UNICODE, *_LATIN, *_OTHERS))
    encoding, confidence = found["encoding"], found["confidence"]
    if utf8 is not None and not (encoding or "").lower().startswith(_LIKE_UTF8):
        return utf8, ""
    if encoding is None:
        raise NotText(f"not text, it looks like {found['mime_type']}")
    text, note = _decode(page, encoding)
    if _MIXED_WORD.search(text):
        found = detect(page, include_encodings=_LATIN)
        encoding, confidence = found["encoding"], found["confidence"]
    if encoding is None or confidence < LEAST_CONFIDENCE:
        encoding = "Windows-1252"
    text, note = _decode(page, encoding)
    return text, "; ".join(filter(None, (f"read as {encoding}, a guess", note)))
