"""Reads letters: single ones (.eml) and mailboxes (.mbox), of which newsletters are articles."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import IO

from services.runtime.formats.found import LARGEST_PART, Found, Problem, Reading, clean
from services.runtime.formats.text import NotText, decode_text

MOST_PARTS = 500
"""Parts of one letter that are looked at."""
LONGEST_HEADERS = 256 * 1024
"""Bytes before the first empty line; more is no letter."""
_LIST_ID = re.compile(r"<([^<>]+)>")
_VIEW = re.compile(r"https?://[^\s<>\"]+")


def read_eml(body: bytes, place: str = "") -> Found | Problem:
    """The article in a letter: its HTML, else its text. Never raises."""
    if len(body) > LARGEST_PART:
        return Problem(place, f"holds more than {LARGEST_PART:,} bytes")
    if len(body.partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]) > LONGEST_HEADERS:
        return Problem(place, f"no letter: more than {LONGEST_HEADERS:,} bytes of headers")
    try:
        return _article(message_from_bytes(body, policy=policy.compat32), place)
    except RecursionError:
        return Problem(place, "parts within parts, too deep")
    except Exception as error:
        # The parser of letters raises many things of what strangers write.
        return Problem(place, f"can't be read as a letter: {type(error).__name__}")


def read_mbox(stream: IO[bytes], most_bytes: int = LARGEST_PART) -> Reading:
    """The letters of a mailbox, one after the other; ``[N]`` is the place of each."""
    number = 0
    for letter in _letters(stream, most_bytes):
        number += 1
        if len(letter) > most_bytes:
            yield Problem(f"[{number}]", f"holds more than {most_bytes:,} bytes")
        else:
            yield read_eml(letter, f"[{number}]")
    if not number:
        yield Problem("", "no mailbox: no line begins with `From `")


def _letters(stream: IO[bytes], most_bytes: int) -> Iterator[bytes]:
    """Each letter; of one that is too long, a little more than is allowed."""
    lines: list[bytes] | None = None
    held, is_after_empty = 0, True
    while line := stream.readline(most_bytes + 1):
        if line.startswith(b"From ") and is_after_empty:
            if lines is not None:
                yield b"".join(lines)
            lines, held = [], 0
        elif lines is not None and held <= most_bytes:
            # `>From ` stands for a line of the letter that begins with `From `.
            lines.append(line[1:] if re.match(rb">+From ", line) else line)
            held += len(line)
        is_after_empty = not line.strip()
    if lines is not None:
        yield b"".join(lines)


def _article(letter: Message, place: str) -> Found | Problem:
    html, text, problem = _bodies(letter)
    if html is None and text is None:
        return Problem(place, problem or "a letter without a text")
    sender = getaddresses([_header(letter, "from") or ""])
    name, address = sender[0] if sender else ("", "")
    list_id = _LIST_ID.search(_header(letter, "list-id") or "")
    meta = {
        "list_id": list_id[1].strip().lower() if list_id else None,
        "from": clean(address),
    }
    archived = _VIEW.search(_header(letter, "archived-at") or "")
    return Found(
        place,
        html=html,
        text=None if html else text,
        title=clean(_header(letter, "subject")),
        url=archived[0] if archived else None,
        external_id=(_header(letter, "message-id") or "").strip("<> ") or None,
        authors=(name,) if clean(name) else (),
        published_at=_date(_header(letter, "date")),
        language=clean(_header(letter, "content-language")),
        meta={key: value for key, value in meta.items() if value},
    )


def _bodies(letter: Message) -> tuple[str | None, str | None, str]:
    """The HTML, the text, and why there is neither."""
    found: dict[str, str] = {}
    problem = ""
    for number, part in enumerate(letter.walk()):
        if number > MOST_PARTS:
            break
        kind = part.get_content_type()
        if kind not in ("text/html", "text/plain") or part.is_multipart() or kind in found:
            continue
        if "attachment" in str(part.get("content-disposition", "")).lower():
            continue
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes) or not body.strip():
            continue
        try:
            said = str(part.get("content-type", ""))
            decoded, _ = decode_text(body, is_html=kind == "text/html", content_type=said)
        except NotText as error:
            problem = str(error)
            continue
        if decoded.strip():
            found[kind] = decoded
    return found.get("text/html"), found.get("text/plain"), problem


def _header(letter: Message, name: str) -> str | None:
    """A header's words, whatever encoded them; on one line."""
    raw = letter.get(name)
    if raw is None:
        return None
    said = str(raw)
    try:
        # Only the unstructured reading is used: it fails on nothing that people write.
        said = str(
            policy.default.header_factory("subject", said.replace("\r", "").replace("\n", ""))
        )
    except Exception:
        said = str(raw)
    return " ".join(said.encode("utf-8", "replace").decode().split()) or None


def _date(said: str | None) -> str | None:
    if said is None:
        return None
    try:
        return parsedate_to_datetime(said).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return said
