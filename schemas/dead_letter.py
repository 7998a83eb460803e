"""What the headers of a message say, and those of a dead letter above all."""

from collections.abc import Sequence

from pydantic import Field

from schemas.articles import Model, Origin, UtcDatetime

Headers = Sequence[tuple[str, bytes | None]]

SCHEMA_HEADER = "wireroom-schema"
"""What the value holds, such as ``RawArticle/1``."""
TRACE_HEADER = "traceparent"
"""W3C trace context; one trace per article."""
ORIGIN_HEADER = "wireroom-origin"
"""On a replayed message: the origin of the first one, as JSON, so that it is known as the same."""
PUBLISHED_HEADER = "wireroom-published"
"""When the article was published on ``articles.raw``, in milliseconds since 1970 UTC."""
ATTEMPTS_HEADER = "wireroom-attempts"
"""How often the message was tried before, in all its lives; absent means never."""
FOR_HEADER = "wireroom-for"
"""On a replayed message: the service that it is meant for; the topic's other readers drop it."""
VOUCHED_HEADER = "wireroom-vouched"
"""On a message that came through the gateway: the writer that its API key stands for."""
SIGNATURE_HEADER = "wireroom-signature"
"""On replays, dead letters and the gateway's messages: that we wrote what only we may."""
DEAD_PREFIX = "wireroom-dead-"
"""On a dead letter: one header for each field of ``DeadLetter``, as ``wireroom-dead-reason``."""


class DeadLetter(Model):
    """Why a message lies on a dead-letter topic. Key and value there are the original bytes, or
    where it can't be read, or is larger than the topic takes, the first of them."""

    service: str = Field(description="The service that could not get it through.")
    outcome: str = Field(description="`rejected` (hopeless input) or `failed` (our trouble).")
    reason: str = Field(description="Short code from a fixed list, such as `bad_json`.")
    error: str = Field(description="What went wrong, in one line.")
    attempts: int = Field(ge=1, description="How often it was tried, replays included.")
    topic: str = Field(description="Topic that the message lay on when it was tried.")
    partition: int = Field(ge=0, description="Its partition there.")
    offset: int = Field(ge=0, description="Its offset there.")
    timestamp: int = Field(ge=0, description="Its timestamp there, milliseconds since 1970 UTC.")
    time: UtcDatetime = Field(description="When it was put here.")
    version: str = Field(description="Version of the service.")
    size: int | None = Field(
        None,
        ge=0,
        description="Bytes of the whole value, or of what could not be read; only where the letter "
        "keeps no more than its first bytes.",
    )
    sha256: str | None = Field(None, description="Its SHA-256 in hex.")
    messages: int | None = Field(
        None, ge=1, description="How many messages it stands for, if they are several."
    )

    @property
    def is_whole(self) -> bool:
        """Whether the letter keeps the whole message."""
        return self.size is None


_OURS = {
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    ATTEMPTS_HEADER,
    FOR_HEADER,
    VOUCHED_HEADER,
    SIGNATURE_HEADER,
}


def is_ours(name: str) -> bool:
    """Whether only a service or command of ours may write the header of this name."""
    return name in _OURS or name.startswith(DEAD_PREFIX)


def header(headers: Headers, name: str) -> bytes | None:
    """The first value of a header, or None."""
    return next((value for key, value in headers if key == name), None)


def attempts_before(headers: Headers) -> int:
    """How often the message was tried in its earlier lives, as far as its headers tell."""
    value = header(headers, ATTEMPTS_HEADER) or b"0"
    return int(value) if value.isdigit() and len(value) < 7 else 0


def _without(headers: Headers, *names: str) -> list[tuple[str, bytes | None]]:
    return [
        (key, value)
        for key, value in headers
        if not key.startswith(DEAD_PREFIX) and key not in names
    ]


def dead_headers(headers: Headers, letter: DeadLetter) -> list[tuple[str, bytes | None]]:
    """The headers of a dead letter: the message's own, and why it lies there."""
    fields = letter.model_dump(mode="json")
    return [
        *_without(headers, SIGNATURE_HEADER),
        *(
            (DEAD_PREFIX + name, str(value).encode("utf-8", "replace"))
            for name, value in fields.items()
            if value is not None
        ),
    ]


def read_dead_letter(headers: Headers) -> DeadLetter | None:
    """The ``DeadLetter`` in a message's headers, or None where there is none that can be read."""
    try:
        return DeadLetter.model_validate(
            {
                key.removeprefix(DEAD_PREFIX): value.decode()
                for key, value in headers
                if key.startswith(DEAD_PREFIX) and value is not None
            }
        )
    except ValueError:
        return None


def replay_headers(headers: Headers) -> list[tuple[str, bytes | None]]:
    """The headers for putting a dead letter back on its topic, its history kept.

    Raises ValueError if these are not the headers of a dead letter that is whole.
    """
    letter = read_dead_letter(headers)
    if letter is None:
        raise ValueError("not a dead letter: its wireroom-dead- headers can't be read")
    if not letter.is_whole:
        raise ValueError(
            f"it keeps only the first of {letter.size} bytes; the whole lay at "
            f"{letter.topic}/{letter.partition}/{letter.offset}"
        )
    source = Origin(**letter.model_dump(include={"topic", "partition", "offset", "timestamp"}))
    first = header(headers, ORIGIN_HEADER) or source.model_dump_json().encode()
    return [
        *_without(headers, ORIGIN_HEADER, ATTEMPTS_HEADER, FOR_HEADER, SIGNATURE_HEADER),
        (ORIGIN_HEADER, first),
        (ATTEMPTS_HEADER, str(letter.attempts).encode()),
        (FOR_HEADER, letter.service.encode()),
    ]
