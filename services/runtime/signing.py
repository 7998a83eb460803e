"""Tells what we say of a message from what its publisher says: ours is signed.

A signature is an HMAC-SHA256 over the topic, the key, the value and all headers that only we may
write, so it fits no other message.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from schemas.dead_letter import SIGNATURE_HEADER, Headers, header, is_ours
from services.runtime.stage import Message

AHEAD_MS = 60_000
"""A publisher's clock may be this far ahead of ours."""


class Signable(Protocol):
    """What a signature is bound to: a message, or a record that becomes one."""

    @property
    def topic(self) -> str: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> tuple[tuple[str, bytes | None], ...]: ...


class Signer:
    """Signs with the first of its keys; takes signatures made with any. Without keys, neither.

    ``broker_timestamps`` says whether the broker can set timestamps; the embedded one can't.
    ``now`` is in seconds since 1970 UTC.
    """

    def __init__(
        self,
        keys: Sequence[bytes] = (),
        *,
        broker_timestamps: bool = True,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._keys = tuple(keys)
        self._broker_timestamps = broker_timestamps
        self._now = now

    def signed_headers(self, record: Signable) -> tuple[tuple[str, bytes | None], ...]:
        """The headers of a record that is to be written, with a signature."""
        if not self._keys:
            return record.headers
        return *record.headers, (SIGNATURE_HEADER, _signature(self._keys[0], record))

    def is_signed(self, message: Signable) -> bool:
        """Whether the headers that only we may write are there as we wrote them."""
        signature = header(message.headers, SIGNATURE_HEADER)
        return signature is not None and any(
            hmac.compare_digest(_signature(secret, message), signature) for secret in self._keys
        )

    def believed(self, message: Message) -> Message:
        """What is to be believed of a message on a topic that publishers write.

        Headers that only we may write are taken off unless they are signed. A timestamp that the
        publisher chose becomes 0: the offset alone then says which message is newer. Where the
        broker sets no timestamps, only one from the future does.
        """
        if any(is_ours(name) for name, _ in message.headers) and not self.is_signed(message):
            message = replace(message, headers=tuple(without_ours(message.headers)))
        if not message.is_broker_time and (
            self._broker_timestamps or message.timestamp > self._now() * 1000 + AHEAD_MS
        ):
            message = replace(message, timestamp=0)
        return message


def without_ours(headers: Headers) -> list[tuple[str, bytes | None]]:
    """The headers that anybody may write."""
    return [one for one in headers if not is_ours(one[0])]


def _signature(secret: bytes, one: Signable) -> bytes:
    value = None if one.value is None else hashlib.sha256(one.value).digest()
    parts = (one.topic.encode(), one.key, value, *_signed_parts(one.headers))
    return hmac.new(secret, b"".join(map(_framed, parts)), hashlib.sha256).hexdigest().encode()


def _signed_parts(headers: Headers) -> Iterator[bytes | None]:
    for name, value in headers:
        if is_ours(name) and name != SIGNATURE_HEADER:
            yield name.encode("utf-8", "surrogatepass")
            yield value


def _framed(part: bytes | None) -> bytes:
    """The part with its length, so that no two lists of parts read the same."""
    return b"-" if part is None else b"%d:%b" % (len(part), part)
