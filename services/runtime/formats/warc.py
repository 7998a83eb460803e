"""Reads the pages of WARC files, as crawlers and Common Crawl's CC-NEWS write them."""

import io
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from services.runtime.formats.found import LARGEST_PART, Found, Problem, Reading
from services.runtime.formats.text import NotText, decode_text

HTML_TYPES = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], start: int = 0, most_bytes: int = LARGEST_PART) -> Reading:
    """The pages in a WARC file, packed by gzip record by record or not, one after the other.

    Of responses with status 200 the HTML; other records are no articles. The place is ``@N``, the
    offset in bytes of the record in ``stream``. ``start`` is such an offset to begin at: the
    stream must then be able to seek.
    """
    if start:
        stream.seek(start)
    records = ArchiveIterator(stream)
    offset, is_warc = start, False
    try:
        for record in records:
            # Its method of that name would read the record to its end.
            offset, is_warc = records.offset, True
            if record.format == "arc":
                # What is no WARC at all is taken for its forerunner.
                yield Problem(f"@{offset}", "no WARC record")
                return
            found = _read(record, f"@{offset}", most_bytes)
            if found is not None:
                yield found
    except Exception as error:
        # Of damage, warcio and what it calls raise whatever comes first.
        words = (
            str(error).strip().split("\n")[0][:200] if isinstance(error, ArchiveLoadFailed) else ""
        )
        yield Problem(f"@{offset}", f"damaged: {words or type(error).__name__}")

        return
    if not is_warc and not start:
        yield Problem("", "no WARC: it holds no record")


def _read(record: Any, place: str, most_bytes: int) -> Found | Problem | None:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return None
    content_type = (headers.get_header("content-type") or "").lower()
    if not content_type.startswith(HTML_TYPES):
        return None
    body = _read_at_most(record.content_stream(), most_bytes + 1)
    if len(body) > most_bytes:
        return Problem(place, f"holds more than {most_bytes:,} bytes")
    try:
        html, _ = decode_text(body, is_html=True, content_type=content_type)
    except NotText as error:
        return Problem(place, str(error))
    url = record.rec_headers.get_header("WARC-Target-URI")
    fetched_at = record.rec_headers.get_header("WARC-Date")
    return Found(place, html=html, url=url and url.strip("<> "), fetched_at=fetched_at)


def _read_at_most(stream: IO[bytes], most: int) -> bytes:
    """So many bytes or all there are; a packed one gives fewer at once."""
    whole = io.BytesIO()
    while whole.tell() < most and (chunk := stream.read(min(65536, most - whole.tell()))):
        whole.write(chunk)
    return whole.getvalue()
