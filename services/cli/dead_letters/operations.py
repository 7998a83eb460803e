"""Does what ``wireroom dead`` asks for: reads dead letters, puts them back, gives them up."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

from aiokafka import TopicPartition

from schemas.dead_letter import DeadLetter, replay_headers
from schemas.topics import MIB
from services.cli.dead_letters.handled_store import HandledStore, handled
from services.cli.dead_letters.merge_patch import patched
from services.cli.dead_letters.selection import (
    DeadLetterId,
    DeadLetterMessage,
    Group,
    Kind,
    Selection,
    add,
)
from services.cli.errors import CommandError
from services.cli.messages.waiting import tell_missing
from services.cli.registry import find, open_offline
from services.cli.run.json_lines import outcomes_of
from services.runtime.kafka.producer import Producer
from services.runtime.kafka.reader import read_all, read_one
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.records import Record
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.signing import Signer, without_ours
from services.runtime.stage import Message, Outcome, Reason, Rejected, Stage

BATCH = 200
BATCH_BYTES = 16 * MIB


async def batches(
    settings: Settings, chosen: Selection, memory: HandledStore
) -> AsyncGenerator[list[DeadLetterMessage], None]:
    """The chosen dead letters that nobody has handled, a batch at a time."""
    batch: list[DeadLetterMessage] = []
    size = 0
    async for record in read_all(settings, chosen.topics, tell_missing):
        one = parse_dead_letter(record)
        if chosen.matches(one):
            batch.append(one)
            size += len(one.value or b"")
        if len(batch) == BATCH or size > BATCH_BYTES:
            yield await _open(batch, memory)
            batch, size = [], 0
    if batch:
        yield await _open(batch, memory)


async def _open(batch: list[DeadLetterMessage], memory: HandledStore) -> list[DeadLetterMessage]:
    done = await memory.find([one.id for one in batch])
    return [one for one in batch if one.id not in done]


def parse_dead_letter(record: Any) -> DeadLetterMessage:
    """A record of a dead-letter topic, as read."""
    return DeadLetterMessage(
        DeadLetterId(record.topic, record.partition, record.offset),
        max(record.timestamp, 0),
        record.key,
        record.value,
        tuple(record.headers),
    )


async def groups(settings: Settings, chosen: Selection) -> list[tuple[Kind, Group]]:
    """The dead letters that nobody has handled, by service, outcome and reason."""
    found: dict[Kind, Group] = {}
    async for one in letters(settings, chosen):
        add(found, one)
    return sorted(found.items())


async def letters(settings: Settings, chosen: Selection) -> AsyncIterator[DeadLetterMessage]:
    """The chosen dead letters that nobody has handled."""
    async with handled(settings) as memory:
        async for batch in batches(settings, chosen, memory):
            for one in batch:
                yield one


async def count(settings: Settings, chosen: Selection) -> int:
    """How many of the chosen ones nobody has handled."""
    return sum([1 async for _ in letters(settings, chosen)])


async def not_open(settings: Settings, chosen: Selection) -> list[str]:
    """The ids that were named and where no dead letter lies that is not handled."""
    if not chosen.places:
        return []
    found = {one.place async for one in letters(settings, chosen)}
    return [str(place) for place in sorted(chosen.places - found)]


async def show(settings: Settings, name: str) -> tuple[DeadLetter | None, bytes | None, str | None]:
    """Why it lies there, the message's value, and what was done with it."""
    place = DeadLetterId.parse(name)
    record = await read_one(settings, TopicPartition(place.topic, place.partition), place.offset)
    if record is None:
        raise CommandError(f"{name}: no such dead letter (any more)")
    one = parse_dead_letter(record)
    async with handled(settings) as memory:
        done = await memory.find([one.id])
    return one.letter, one.value, done.get(one.id)


async def replay(
    settings: Settings,
    chosen: Selection,
    patch: Any = None,
    passed_over: Callable[[str], object] = lambda _: None,
) -> tuple[int, int]:
    """Put the chosen ones back: how many, and how many of them without a history.

    Each is marked only after the broker has it. ``patch`` is a JSON merge patch for each.
    ``passed_over`` is told of each that can't be put back. Raises CommandError at the first that
    the broker does not take; those before it are back.
    """
    count = unsigned = 0
    signer = await open_signer(settings)
    async with handled(settings) as memory, Producer(settings) as producer:
        async for batch in batches(settings, chosen, memory):
            records: list[tuple[DeadLetterMessage, Record]] = []
            for one in batch:
                try:
                    records.append((one, to_replay_record(one, signer, patch)))
                except CommandError as error:
                    passed_over(str(error))
            answers = await producer.send_all([record for _, record in records])
            sent = [one for (one, _), answer in zip(records, answers, strict=True) if not answer]
            await memory.record(sent, "replayed")
            count += len(sent)
            unsigned += sum(not has_history(one, signer) for one in sent)
            if len(sent) < len(records):
                refusal = next(answer for answer in answers if answer is not None)
                raise CommandError(f"the broker did not take one: {refusal} ({count:,} replayed)")
    return count, unsigned


def has_history(letter: DeadLetterMessage, signer: Signer) -> bool:
    """Whether its origin and attempts can be believed.

    Publishers that may write ``articles.raw*`` may forge a dead letter; what we put back is signed,
    so a forged history would become ours.
    """
    source = topology().source_of(letter.topic)
    return not source.from_publishers or signer.is_signed(letter)


def to_replay_record(letter: DeadLetterMessage, signer: Signer, patch: Any = None) -> Record:
    """The message as it goes back onto its topic: without a history if that can't be believed.

    Raises CommandError if it is no dead letter, names no service that reads there, or can't be
    patched.
    """
    try:
        headers = replay_headers(letter.headers)
        value = patched(letter.value, patch)
    except ValueError as error:
        raise CommandError(f"{letter.place}: {error}") from error
    reader_of(letter)
    source = topology().source_of(letter.topic)
    if not has_history(letter, signer):
        return Record(source.name, letter.key, value, tuple(without_ours(headers)))
    record = Record(source.name, letter.key, value, tuple(headers))
    if source.from_publishers:
        return replace(record, headers=signer.signed_headers(record))
    return record


async def rehearse(
    settings: Settings, chosen: Selection, patch: Any = None
) -> AsyncIterator[tuple[str, Outcome]]:
    """What would become of the chosen ones: each one's id, and the outcome of its stage run here,
    without Kafka. A duplicate is only seen among those rehearsed together."""
    signer = await open_signer(settings)
    async with AsyncExitStack() as stack, handled(settings) as memory:
        opened: dict[str, Sequence[Stage]] = {}
        async for batch in batches(settings, chosen, memory):
            for one in batch:
                try:
                    record, service = to_replay_record(one, signer, patch), reader_of(one)
                except CommandError as error:
                    yield str(one.place), Rejected(Reason.WRONG_TYPE, str(error))
                    continue
                if service not in opened:
                    _, app = find(service)
                    opened[service] = await stack.enter_async_context(open_offline(service, app))
                [stage] = [s for s in opened[service] if s.input.name == record.topic]
                message = Message(record.value, record.key, record.headers, record.topic)
                [outcome] = await outcomes_of(stage, [message])
                yield str(one.place), outcome


def reader_of(letter: DeadLetterMessage) -> str:
    """The service that it is to go back to. Raises CommandError if it names none that reads there:
    anyone may write to the topic."""
    name = letter.letter.service if letter.letter else ""
    source = topology().source_of(letter.place.topic)
    if name not in topology() or source not in topology()[name].inputs:
        raise CommandError(f"{letter.place}: no service {name} reads {source.name}")
    return name


async def drop(settings: Settings, chosen: Selection) -> int:
    """Give the chosen ones up; how many."""
    count = 0
    async with handled(settings) as memory:
        async for batch in batches(settings, chosen, memory):
            await memory.record(batch, "dropped")
            count += len(batch)
    return count
