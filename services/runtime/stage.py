"""What a stage is: an input topic, output topics, and a function from a batch to outcomes.

Nothing here knows Kafka, a clock or a metric. A message ends in exactly one outcome:

    Published   the output, for the next topic
    Stored      kept where it was meant to be kept
    Dropped     on purpose: a duplicate
    Rejected    hopeless input: becomes a dead letter
    Failed      our trouble, retries spent: becomes a dead letter
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeVar

from pydantic import ValidationError

from schemas.articles import Model, Origin, utc_moment
from schemas.dead_letter import ORIGIN_HEADER, header
from schemas.topics import MIB, Topic
from services.runtime.escaping import one_line


class Reason(StrEnum):
    """Why a message was dropped, rejected or failed. The whole list: it is a metric's label."""

    DUPLICATE = "duplicate"
    OTHER_READER = "other_reader"
    NO_VALUE = "no_value"
    UNREADABLE = "unreadable"
    DELETED_UNREAD = "deleted_unread"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    BAD_JSON = "bad_json"
    WRONG_TYPE = "wrong_type"
    NO_CONTENT = "no_content"
    NOT_A_PAGE = "not_a_page"
    NO_ARTICLE = "no_article"
    NOT_OWNER = "not_owner"
    OUTPUT_TOO_LARGE = "output_too_large"
    STORE_REFUSED = "store_refused"
    TIMED_OUT = "timed_out"
    CHILD_DIED = "child_died"
    TOO_COMPLEX = "too_complex"
    UNEXPECTED = "unexpected"


class Unreadable(bytes):
    """The first bytes of what lies on a topic and can't be read, in place of a message's value.

    ``size`` is in bytes and ``sha256`` in hex, both of the whole; ``error`` says in one line what
    is wrong with it. It stands for ``messages`` messages.
    """

    size: int
    sha256: str
    error: str
    reason: Reason = Reason.UNREADABLE
    messages: int = 1

    @classmethod
    def of(cls, data: bytes | memoryview, error: str, first: int) -> "Unreadable":
        """What stands for ``data``, of which the ``first`` bytes are kept."""
        made = cls(data[:first])
        made.size, made.error = len(data), error
        made.sha256 = hashlib.sha256(data).hexdigest()
        return made


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it lies on its topic. ``timestamp`` is in milliseconds since 1970 UTC."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes | None], ...] = ()
    topic: str = ""
    partition: int = 0
    offset: int = 0
    timestamp: int = 0
    is_broker_time: bool = True
    """Whether the broker set the timestamp; else whoever wrote the message did."""

    @property
    def origin(self) -> Origin:
        """The message that this one first was: another only if it was replayed."""
        first = header(self.headers, ORIGIN_HEADER)
        if first is not None:
            try:
                return Origin.model_validate_json(first)
            except ValidationError:
                pass
        return self.position

    @property
    def position(self) -> Origin:
        """Where it lies now, replayed or not."""
        return Origin(
            topic=self.topic,
            partition=self.partition,
            offset=self.offset,
            timestamp=self.known_timestamp,
        )

    @property
    def known_timestamp(self) -> int:
        """The timestamp, or 0 where it names no time.

        A producer may write any 64 bits where the topic lets it; Faust takes them for seconds, as
        a float, which rounds the largest to more than 64 bits hold.
        """
        return self.timestamp if utc_moment(self.timestamp) else 0


@dataclass(frozen=True, slots=True)
class Published:
    """To be written to the topic of this name; None for the first of the stage's outputs."""

    name: ClassVar[str] = "published"
    key: bytes
    value: bytes
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Kept where it was meant to be kept."""

    name: ClassVar[str] = "stored"


@dataclass(frozen=True, slots=True)
class Dropped:
    """Left out on purpose."""

    name: ClassVar[str] = "dropped"
    reason: Reason


@dataclass(frozen=True, slots=True)
class Rejected:
    """Hopeless input; ``error`` says in one line what is wrong with it."""

    name: ClassVar[str] = "rejected"
    reason: Reason
    error: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Our trouble, retries spent; ``error`` says in one line what went wrong."""

    name: ClassVar[str] = "failed"
    reason: Reason
    error: str


Outcome = Published | Stored | Dropped | Rejected | Failed
Handle = Callable[[Sequence[Message]], Awaitable[Sequence[Outcome]]]
Probe = Callable[[], Awaitable[bool]]
"""Handles articles that the service carries with it; whether they came out as they should. Raises
``Outage`` while that can't be told."""

PERHAPS_OURS = frozenset(
    {Reason.TIMED_OUT, Reason.CHILD_DIED, Reason.TOO_COMPLEX, Reason.STORE_REFUSED}
)
"""Reasons of rejections that a fault of ours causes as well as bad input does."""


def is_perhaps_ours(outcome: Outcome) -> bool:
    """Whether a fault of ours may be behind this outcome."""
    return isinstance(outcome, Failed) or (
        isinstance(outcome, Rejected) and outcome.reason in PERHAPS_OURS
    )


def outcome_of(error: Exception) -> Rejected | Failed:
    """How a message ends whose handling raised ``error``.

    It is rejected if it took more memory, depth or larger numbers than there are.
    """
    if isinstance(error, MemoryError | OverflowError | RecursionError):
        return Rejected(Reason.TOO_COMPLEX, _said(error))
    return Failed(Reason.UNEXPECTED, _said(error))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")[:500]


In = TypeVar("In", bound=Model)
Read = TypeVar("Read")


class WrongOutcomes(RuntimeError):
    """What ``handle`` gave are not the outcomes of its messages; one line says how."""


LIMIT_BYTES = 16 * MIB
"""Values that a stage gets at once. Ordinary batches are a fifth of this; 40 articles of 4 MB at
once took storage 1.4 GB."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the service ``name``. ``handle`` gives one outcome per message, in order.

    ``handle`` may be called again with the same messages, so it must be idempotent. It raises
    ``Outage`` when something it needs is away: the batch is then tried again, for ever.
    ``limit_bytes`` bounds the values of one call, None for no bound. ``probe`` tells whether the
    stage works at all; without one a run of failures is taken for a fault of ours.
    """

    name: str
    version: str
    input: Topic
    outputs: tuple[Topic, ...]
    handle: Handle
    limit_bytes: int | None = LIMIT_BYTES
    probe: Probe | None = None

    async def process(self, batch: Sequence[Message]) -> list[Outcome]:
        """One outcome per message, in order; ``handle`` gets at most ``limit_bytes`` at a time,
        or one message. Raises what ``handle`` raises, and WrongOutcomes."""
        if self.limit_bytes is None:
            chunks = [range(len(batch))]
        else:
            sizes = (len(message.value or b"") for message in batch)
            chunks = list(chunk_ranges(sizes, self.limit_bytes, len(batch)))
        outcomes: list[Outcome] = []
        for chunk in chunks:
            given = await self.handle([batch[index] for index in chunk])
            self._check(given, len(chunk))
            outcomes += given
        return outcomes

    def _check(self, given: object, count: int) -> None:
        """Raise WrongOutcomes, which names the service, for the mistakes of its author."""
        if not isinstance(given, Sequence):
            raise WrongOutcomes(f"{self.name} gave {_kind(given)} instead of a list of outcomes")
        if len(given) != count:
            raise WrongOutcomes(f"{self.name} gave {len(given)} outcomes for {count} messages")
        topics = {topic.name for topic in self.outputs}
        for one in given:
            if not isinstance(one, Outcome):
                raise WrongOutcomes(f"{self.name} gave {_kind(one)} instead of an outcome")
            if not isinstance(one, Published):
                continue
            if not self.outputs:
                raise WrongOutcomes(
                    f"{self.name} publishes, but its registration names no outputs: "
                    "add them, or give Stored()"
                )
            if one.topic not in topics and one.topic is not None:
                raise WrongOutcomes(
                    f"{self.name} publishes to {one.topic}, but its outputs are "
                    f"{', '.join(sorted(topics))}"
                )
            if not isinstance(one.key, bytes) or not isinstance(one.value, bytes):
                raise WrongOutcomes(
                    f"{self.name} gave Published({_kind(one.key)}, {_kind(one.value)}), "
                    "which takes bytes: publish(key, model) makes them"
                )


def _kind(value: object) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def decode(model: type[In], value: bytes | None) -> In | Rejected:
    """The model in a message's value, or why there is none. Raises nothing over any value."""
    if value is None:
        return Rejected(Reason.NO_VALUE, "the message has no value")
    try:
        return model.model_validate_json(value)
    except ValidationError as invalid:
        return _rejection(value, invalid)
    except (OverflowError, RecursionError) as error:
        return Rejected(Reason.TOO_COMPLEX, one_line(_said(error)))
    except Exception as error:  # of a validator that did not think of such a value
        return Rejected(Reason.WRONG_TYPE, one_line(f"{type(error).__name__}: {error}"))


def _rejection(value: bytes, invalid: ValidationError) -> Rejected:
    try:
        value.decode()
    except UnicodeDecodeError as broken:
        return Rejected(Reason.NOT_UTF8, f"byte {broken.start} is not UTF-8")
    first = invalid.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    error = one_line(f"{where}: {first['msg']}" if where else first["msg"])
    if first["type"] == "json_invalid":
        return Rejected(Reason.BAD_JSON, error)
    reason = Reason(first["type"]) if first["type"] in set(Reason) else Reason.WRONG_TYPE
    return Rejected(reason, error)


def publish(key: str, article: Model) -> Published:
    """The outcome that hands ``article`` to the next topic."""
    return Published(key.encode(), article.model_dump_json().encode())


def merge(decoded: Sequence[Read | Rejected], outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes of a batch in its order, given those of the messages that could be decoded."""
    rest = iter(outcomes)
    return [one if isinstance(one, Rejected) else next(rest) for one in decoded]


def chunk_ranges(sizes: Iterable[int], most_bytes: int, most: int) -> Iterator[range]:
    """Ranges of neighbouring indices that go together.

    Each holds at most ``most`` indices, whose ``sizes`` add up to at most ``most_bytes``; a larger
    one stands alone.
    """
    chunk, taken = range(0), 0
    for size in sizes:
        if chunk and (len(chunk) == most or taken + size > most_bytes):
            yield chunk
            chunk, taken = range(chunk.stop, chunk.stop), 0
        chunk, taken = range(chunk.start, chunk.stop + 1), taken + size
    if chunk:
        yield chunk
