"""Takes a mail apart: header lines, marks of quotation, signature and legal notice go."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from services.cleaning.attribution import dates
from services.cleaning.language_words import WORDS, any_of
from services.cleaning.text.markup import QUOTE, Line, Markup, lines_of

_QUOTED = r"(?:[ \t]*>[ \t]?)*"
_EDGE = r"[ \t\u00a0*_]*"
_ROLES = ("from", "date", "subject", "other")
_HEADER = re.compile(
    rf"{_QUOTED}{_EDGE}(?:"
    + "|".join(f"(?P<{role}>{any_of(WORDS[f'mail.{role}'])})" for role in _ROLES)
    + rf"){_EDGE}[:：]{_EDGE}",
    re.IGNORECASE,
)
_MBOX = re.compile(r"From \S+@\S+\s.*\d{4}$")
_FOLDED = re.compile(rf"{_QUOTED}[ \t]+\S")
_DASHED = re.compile(rf"{_QUOTED}[ \t]*[-_=—]{{2,}}.*?[-_=—]*[ \t]*$")
_WROTE = re.compile(any_of(WORDS["mail.wrote"]), re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d")
_ANSWER = re.compile(
    rf"(?:{any_of(WORDS['mail.answer'])}\s?(?:[\[(]\d+[\])])?\s?[:：]\s*|\[[^\]]{{1,30}}\]\s+(?=\S))*",
    re.IGNORECASE,
)
_SIGNATURE_BEGINS = re.compile(r"(?:--|—)[ \t\u00a0]*|_{10,}[ \t]*")
_SIGNATURE = re.compile(any_of(WORDS["mail.signature"]), re.IGNORECASE)
_LEGAL = re.compile(any_of(WORDS["mail.legal"]), re.IGNORECASE)
_COLONS = (":", "：")

# Set by hand.
_MOST_PASSED = 8  # headers, each of a mail within the one before
_MOST_ABOVE = 8  # lines of a note above a header, or above the line that opens a quotation
_NOTE = 40  # words of that note
_HEAD = 60  # lines in which a header ends
_LEAST_NAMED = 2  # lines of a header
_MAX_INTRO = 200  # characters of the line that opens a quotation, over at most two lines
_MOSTLY = 0.5  # share of quoted lines from which a text is a quotation
_LEAST_QUOTED = 3  # lines
_MOST_SIGNED = 15  # lines of a signature
_MAX_SIGNED = 120  # characters of a line that a program put below a mail
_LAST = 8  # lines at the end in which it stands
_LEGAL_SHARE = 0.4  # of a text that a legal notice at its end may be


def take_apart(markup: Markup) -> None:
    """Take from ``markup`` what makes it a mail; nothing where it is none.

    The last header counts, for a mail may have been passed on several times. Its subject stays in
    the text, as a line that may be the headline.
    """
    is_mail, body = False, 0
    for _ in range(_MOST_PASSED):
        if header := _find_header(markup.text, body):
            _read_header(markup, header)
            body = header[-1].end
        elif intro := _find_intro(markup.text, body):
            markup.remove(intro.start, intro.end, "banner", "mail_intro")
            markup.date = markup.date or intro
            body = intro.end
        else:
            break
        is_mail = True
    if is_mail or _is_quoted(markup.text):
        markup.is_page = True
        markup.replace(QUOTE, body)
        _cut_below(markup, body)


def _find_header(text: str, start: int) -> Sequence[Line]:
    """The lines of the next header, with the line above that says so; none if there is none.

    A header has a subject, or the address of whom it is from.
    """
    head = _head(text, start)
    for place, line in enumerate(head):
        if _role_of(line.text) or _MBOX.match(line.text):
            header = _header_from(islice(lines_of(text, line.start), _HEAD))
            if header:
                is_opened = place and _opens_header(head[place - 1].text)
                return [head[place - 1], *header] if is_opened else header
    return []


def _head(text: str, start: int) -> Sequence[Line]:
    """The lines that may open a header or a quotation: at most a note stands above them."""
    head: list[Line] = []
    words = 0
    for line in lines_of(text, start):
        if words > _NOTE or len(head) > _MOST_ABOVE:
            break
        if not line.is_blank:
            head.append(line)
            words += len(line.text.split())
    return head


def _header_from(lines: Iterable[Line]) -> Sequence[Line]:
    """The header that begins with the first of ``lines``; a blank line may stand after each."""
    header: list[Line] = []
    roles: list[str] = []
    after_blank = False
    for line in lines:
        if line.is_blank:
            after_blank = True
            continue
        role, has_address = _role_of(line.text), "@" in line.text
        if after_blank and header and not has_address and role in (None, "other", *roles):
            break
        if role:
            roles += ["sender"] if role == "from" and has_address else []
            roles.append(role)
        elif not (_goes_on(line.text) if header else _MBOX.match(line.text)):
            break
        header.append(line)
        after_blank = False
    is_header = len({*roles} - {"sender"}) >= _LEAST_NAMED and {"subject", "sender"} & {*roles}
    return header if is_header else []


def _goes_on(line: str) -> bool:
    """Whether a line goes on with that before it: it is indented or lists addresses."""
    return "@" in line or _FOLDED.match(line) is not None


def _role_of(line: str) -> str | None:
    """Which of a header's lines this is, by its name; None for any other line."""
    match = _HEADER.match(line) if any(one in line for one in _COLONS) else None
    return match.lastgroup if match else None


def _opens_header(line: str) -> bool:
    """Whether a line above a header says that a mail was passed on."""
    return _DASHED.match(line) is not None or line.rstrip(" \t*").endswith(_COLONS)


def _read_header(markup: Markup, header: Sequence[Line]) -> None:
    """Take a header out, but for its subject without what stands before it (`Fwd: `)."""
    markup.headlines.clear()
    subject: Line | None = None
    for line in header:
        match = _HEADER.match(line.text)
        if match is None and subject:
            markup.join(subject.end, line.start)
            subject = line
            continue
        at = match.end() if match else 0
        value = Line(line.text[at:].strip(" \t*"), line.start + at, line.end)
        subject = line if match and match["subject"] and value.text else None
        if subject:
            answer = _ANSWER.match(line.text, at)
            at = answer.end() if answer else at
            markup.remove(line.start, line.start + at, "banner", "mail_header")
            markup.headlines.append(line.start + at)
            continue
        if match and match["date"]:
            markup.date = value
        elif match and match["from"]:
            markup.sender = value
        markup.remove(line.start, line.end, "banner", "mail_header")


def _find_intro(text: str, start: int) -> Line | None:
    """The line that opens a quotation (`On Friday, A. Name wrote:`); a mail may break it once."""
    head = _head(text, start)
    for place, line in enumerate(head):
        for last in head[place : place + 2]:
            said = text[line.start : last.end].strip()
            if not said.endswith(_COLONS) or len(said) > _MAX_INTRO:
                continue
            following = next((one.text for one in lines_of(text, last.end) if one.text.strip()), "")
            is_quote = following.lstrip().startswith(">") and not line.text.startswith(">")
            if is_quote or (
                _WROTE.search(said)
                and (_ADDRESS.search(said) or (_CLOCK.search(said) and dates.find(said)))
            ):
                return Line(said, line.start, last.end)
    return None


def _is_quoted(text: str) -> bool:
    """Whether a text is, for the most part, lines that begin with `>`."""
    if ">" not in text:
        return False
    lines = [line.text for line in lines_of(text) if line.text.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in lines)
    return quoted >= max(_LEAST_QUOTED, _MOSTLY * len(lines))


def _cut_below(markup: Markup, body: int) -> None:
    """Take out signature and legal notice."""
    lines = [line for line in lines_of(markup.text, body) if not line.is_blank]
    legal_from = len(markup.text) - _LEGAL_SHARE * (len(markup.text) - body)
    cut = len(markup.text)
    for place, line in enumerate(lines):
        is_signature = _SIGNATURE_BEGINS.fullmatch(line.text)
        opening = " ".join(one.text.strip() for one in lines[place : place + 3])
        if (is_signature and len(lines) - place <= _MOST_SIGNED) or (
            line.start >= legal_from and _LEGAL.search(opening)
        ):
            cut = line.start
            break
    markup.remove(cut, len(markup.text), "footer", "mail_signature")
    for line in [one for one in lines if one.end <= cut][-_LAST:]:
        if len(line.text) <= _MAX_SIGNED and _SIGNATURE.search(line.text.strip()):
            markup.remove(line.start, line.end, "footer", "mail_signature")
