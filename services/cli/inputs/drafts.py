"""Reads articles from files, and says of each which one it is and whether intake will take it.

What intake decides is asked of intake's own code, so that the two can't differ.
"""

import codecs
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any, cast

from schemas.articles import AcceptedArticle, Origin
from schemas.topics import MIB, RAW
from services.cli.inputs.archives import parts
from services.cli.inputs.as_admitted import as_admitted, sources_with_own_ids
from services.cli.inputs.input_files import BadInput, Content, InputFile, PassedOver, opened
from services.cli.inputs.news_formats import NEWS_KINDS, read_news, read_news_json
from services.intake.identity import known_by
from services.intake.logic import MAX_ARTICLE_BYTES
from services.runtime.formats.found import Problem, Reading
from services.runtime.formats.ninjs import is_ninjs, read_ninjs
from services.runtime.formats.packing import DAMAGE, Bomb
from services.runtime.formats.text import NotText, decode_text, decode_utf8, join_surrogates
from services.runtime.stage import Reason, Rejected

LARGEST = RAW.max_message_bytes - MIB // 4
"""Bytes; the rest of what the topic takes is room for key, headers and the broker's own framing."""
LONGEST_LINE = 2 * LARGEST
"""Bytes of a line or page: one is smaller as a message than as it is written, with escapes."""
LARGEST_JSON = 512 * MIB
"""Bytes of a .json file that is read as a whole; JSON lines have no limit."""

_ORIGIN = Origin(topic=RAW.name, partition=0, offset=0, timestamp=0)
_RECEIVED_AT = datetime.fromtimestamp(0, UTC)
"""Neither changes an article's identity."""
_MENDABLE = (Reason.BAD_JSON, Reason.NOT_UTF8, Reason.TOO_LARGE, Reason.NO_CONTENT)
DAMAGED = "damaged: it can't be unpacked to its end"
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be published, and where it comes from, such as ``news.jsonl:3``.

    ``verdict`` is what intake will say of it; ``note`` tells what was guessed or mended.
    ``unchecked``: to be published whatever the verdict is.
    """

    where: str
    value: bytes
    verdict: AcceptedArticle | Rejected
    note: str = ""
    unchecked: bool = False

    @property
    def key(self) -> bytes:
        """Copies and revisions of an article lie on one partition, in the order of publication."""
        if isinstance(self.verdict, AcceptedArticle):
            return self.verdict.article_id.encode()
        return hashlib.sha256(self.value).hexdigest()[:32].encode()

    @property
    def known_by(self) -> str:
        """What makes it this article: its ``source and id``, ``url`` or ``content``."""
        if isinstance(self.verdict, Rejected):
            return ""
        raw, url = self.verdict.raw, self.verdict.canonical_url
        return known_by(raw, url, sources_with_own_ids())


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read; ``encoding`` is Python's name of one.

    ``source`` and ``url`` are for pages and texts, which say neither. ``unchecked`` hands lines and
    .json files over as they are, right or wrong.
    """

    source: str | None = None
    url: str | None = None
    ids_from_names: bool = False
    encoding: str | None = None
    unchecked: bool = False
    max_article_bytes: int = MAX_ARTICLE_BYTES


class Files:
    """The messages in files, one after the other, and all that is no message."""

    def __init__(
        self, files: Iterable[InputFile | BadInput | PassedOver], options: ReadOptions
    ) -> None:
        self._files = files
        self._options = options
        self.done_bytes = 0
        """Read so far, of the files as they lie there."""

    def __iter__(self) -> Iterator[Draft | BadInput | PassedOver]:
        for file in self._files:
            if isinstance(file, InputFile):
                before = self.done_bytes
                yield from self._read(file)
                self.done_bytes = before + file.size
            else:
                yield file

    def _read(self, file: InputFile) -> Iterator[Draft | BadInput | PassedOver]:
        options = replace(self._options, unchecked=self._options.unchecked or file.unchecked)
        before, is_empty = self.done_bytes, True
        try:
            with opened(file) as (content, packed):
                for found in _read_parts(content, packed, file, options):
                    is_empty = False
                    if file.size:
                        self.done_bytes = before + packed.tell()
                    yield found
        except OSError as error:
            yield BadInput(file.where, error.strerror or str(error))
            return
        if is_empty:
            yield PassedOver(file.where, "holds no article")


def _read_parts(
    content: Content, packed: IO[bytes], file: InputFile, options: ReadOptions
) -> Iterator[Draft | BadInput | PassedOver]:
    try:
        for part in parts(content, packed, file):
            if isinstance(part, BadInput | PassedOver):
                yield part
            else:
                yield from read(part[1], part[0], options)
    except Bomb as error:
        yield BadInput(file.where, str(error))
    except DAMAGE:
        yield BadInput(file.where, DAMAGED)


def read(content: Content, file: InputFile, options: ReadOptions) -> Iterator[Draft | BadInput]:
    """The messages in what a file holds, unpacked, and what can't be read."""
    try:
        if file.kind in NEWS_KINDS:
            news = read_news(cast(IO[bytes], content), file.kind, options.encoding)
            yield from _drafts_of(news, file.where, options)
        elif file.kind not in ("json", "jsonl"):
            yield _read_page(content, file, options)
        elif options.unchecked:
            yield from _read_unchecked(content, file, options)
        else:
            utf8 = _as_utf8(content, options.encoding)
            is_list = utf8.peek(1).lstrip()[:1] == b"["
            whole = file.kind == "json" or is_list
            yield from (_read_whole if whole else _read_lines)(utf8, file.where, options)
    except DAMAGE:
        yield BadInput(file.where, DAMAGED)
    except UnicodeDecodeError as error:
        yield BadInput(file.where, f"not {error.encoding}: {error.reason}")


def _read_page(content: Content, file: InputFile, options: ReadOptions) -> Draft | BadInput:
    page = content.read(LONGEST_LINE + 1)
    # A packed file of a few KB can hold a gigabyte.
    if len(page) > LONGEST_LINE:
        return BadInput(file.where, f"holds more than {LONGEST_LINE:,} bytes")
    try:
        text, note = decode_text(page, is_html=file.kind == "html", encoding=options.encoding)
    except NotText as error:
        return BadInput(file.where, str(error))
    article = {
        file.kind: text,
        "url": options.url,
        "source": options.source,
        "external_id": file.name if options.ids_from_names else None,
    }
    given = {name: value for name, value in article.items() if value is not None}
    return _draft(file.where, _as_json(given)[0], options, note)


def _read_unchecked(
    content: Content, file: InputFile, options: ReadOptions
) -> Iterator[Draft | BadInput]:
    if file.kind == "json":
        yield _draft(file.where, content.read(LARGEST + 1), options)
        return
    for number, line in _bounded_lines(content):
        yield _draft(f"{file.where}:{number}", line, options)


def _read_whole(content: Content, where: str, options: ReadOptions) -> Iterator[Draft | BadInput]:
    whole = content.read(LARGEST_JSON + 1)
    if len(whole) > LARGEST_JSON:
        yield BadInput(where, f"holds more than {LARGEST_JSON:,} bytes; JSON lines may hold more")
        return
    found = _parse(whole)
    if (news := read_news_json(found)) is not None:
        yield from _drafts_of(news, where, options)
    elif isinstance(found, list):
        for number, one in enumerate(found, 1):
            yield _draft_of(one, f"{where}[{number}]", options)
    elif isinstance(found, str) and _holds_lines(whole):
        yield from _read_lines(io.BufferedReader(io.BytesIO(whole)), where, options)
    else:
        yield _draft_of(found, where, options)


def _holds_lines(whole: bytes) -> bool:
    """Whether it is JSON lines, which are often named .json: one of the first two says so."""
    return any(not isinstance(_parse(line), str) for line in whole.split(b"\n", 2)[:2])


def _read_lines(content: Content, where: str, options: ReadOptions) -> Iterator[Draft | BadInput]:
    for number, line in _bounded_lines(content):
        place = f"{where}:{number}"
        if len(line) > LONGEST_LINE:
            yield BadInput(place, f"a line of more than {LONGEST_LINE:,} bytes")
            continue
        draft = _draft(place, line, options)
        # Kept as it was written, if it can be. Python reads what intake does not, such as half a
        # character, and without its escapes a message is shorter.
        yield _draft_of(_parse(line), place, options) if _may_be_mended(draft) else draft


def _bounded_lines(content: Content) -> Iterator[tuple[int, bytes]]:
    """The lines that hold something, with their numbers; of one that is too long only its
    beginning, so that it takes no memory."""
    number = 0
    while line := content.readline(LONGEST_LINE + 1):
        number += 1
        if line.strip():
            yield number, line.rstrip(b"\r\n")
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = content.readline(LONGEST_LINE + 1)


def _parse(value: bytes) -> Any:
    """What the JSON holds; a string says why it is none, for no article is a string."""
    text = decode_utf8(value)
    if text is None:
        return "not UTF-8, which JSON should be in; name its encoding with --encoding"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        looks = ", it looks like HTML" if text.lstrip()[:1] == "<" else ""
        return f"not JSON{looks}: {error}"
    return "not a JSON object" if isinstance(found, str) else found


def _may_be_mended(draft: Draft | BadInput) -> bool:
    return (
        isinstance(draft, Draft)
        and isinstance(draft.verdict, Rejected)
        and draft.verdict.reason in _MENDABLE
    )


def _drafts_of(news: Reading, where: str, options: ReadOptions) -> Iterator[Draft | BadInput]:
    for one in news:
        place = where + one.place
        if isinstance(one, Problem):
            yield BadInput(place, one.reason)
        else:
            given = {"source": options.source} if options.source else {}
            yield _draft_of(given | one.fields(), place, options)


def _draft_of(article: Any, where: str, options: ReadOptions) -> Draft | BadInput:
    """The draft of what JSON holds, written anew."""
    if not isinstance(article, dict):
        return BadInput(where, article if isinstance(article, str) else "not a JSON object")
    if is_ninjs(article):
        return next(_drafts_of(iter([read_ninjs(article)]), where, options))
    value, is_mended = _as_json(article)
    return _draft(where, value, options, "halves of characters became U+FFFD" if is_mended else "")


def _as_json(article: dict[str, Any]) -> tuple[bytes, bool]:
    """The article as JSON, and whether halves of characters had to be mended for that."""
    text = json.dumps(article, ensure_ascii=False)
    try:
        return text.encode(), False
    except UnicodeEncodeError:
        return join_surrogates(text).encode(), True


def _draft(where: str, value: bytes, options: ReadOptions, note: str = "") -> Draft | BadInput:
    if options.unchecked and len(value) > LARGEST:
        return BadInput(where, f"{len(value):,} bytes; a message holds at most {LARGEST:,}")
    verdict = as_admitted(value, max_bytes=min(options.max_article_bytes, LARGEST))
    return Draft(where, value, verdict, note, options.unchecked)


def _as_utf8(content: Content, encoding: str | None) -> Content:
    """The content in UTF-8 without a byte order mark, whatever JSON it was.

    Reading it raises UnicodeDecodeError.
    """
    start = content.peek(4)[:4]
    found = json.detect_encoding(start)
    if found == "utf-8-sig":
        content.read(len(codecs.BOM_UTF8))
    elif found != "utf-8" or encoding:
        return io.BufferedReader(_Recoded(content, found if found != "utf-8" else encoding or ""))
    return content


class _Recoded(io.RawIOBase):
    """A stream in UTF-8 of one in another encoding; halves of characters stay halves."""

    def __init__(self, content: Content, encoding: str) -> None:
        self._content = content
        errors = "surrogatepass" if encoding.startswith(("utf-16", "utf-32")) else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        self._left = b""
        self._at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left and not self._at_end:
            chunk = self._content.read1(_CHUNK)
            self._at_end = not chunk
            text = self._decoder.decode(chunk, self._at_end)
            self._left = text.encode("utf-8", "surrogatepass")
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count
