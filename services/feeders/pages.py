"""Reads a fetched page."""

from w3lib.encoding import html_to_unicode


def decode_page(body: bytes, content_type: str) -> str:
    """The page as a string; bytes that fit no encoding become replacement characters."""
    return html_to_unicode(content_type, body, auto_detect_fun=_guess)[1].replace("\0", "")


def _guess(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
