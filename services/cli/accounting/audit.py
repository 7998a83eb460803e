"""Gathers the evidence of an audit, in the order that keeps it true while everything moves.

Reads in this order: replayed dead letters, committed offsets, topics, store. A message that was
acknowledged before the second step has therefore left its trace by the fourth.
"""

from collections.abc import AsyncIterator, Callable, Container, Sequence

from aiokafka import TopicPartition

from schemas.dead_letter import FOR_HEADER, header, read_dead_letter
from schemas.topics import RAW
from services.cli.accounting.article_names import article_key
from services.cli.accounting.outcomes import (
    Account,
    End,
    Ended,
    StoredState,
    TopicEvidence,
    Verdict,
    end_of,
    key_of,
)
from services.cli.accounting.store_records import ledger_ids, read_records
from services.cli.dead_letters.handled_store import COLLECTION, HandledStore
from services.cli.dead_letters.operations import parse_dead_letter
from services.cli.inputs.as_admitted import as_admitted
from services.cli.messages.waiting import tell_missing
from services.runtime.kafka.lag import LagReader, PartitionLag
from services.runtime.kafka.reader import (
    ReadError,
    Record,
    as_message,
    consumer,
    partitions,
    until_now,
)
from services.runtime.mongo.client import (
    Database,
    connect,
    outages,
)
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.signing import Signer
from services.runtime.stage import Message, Rejected


async def audit(
    settings: Settings,
    on_end: Callable[[Ended], object] | None = None,
    on_progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Account:
    """Account for every message on ``articles.raw``. Raises Outage if broker or store is away,
    ReadError if there is no such topic.

    ``on_end`` is told how each message ended, as soon as it is known; ``on_progress`` how many
    messages are accounted for, of how many.
    """
    signer = await open_signer(settings)
    async with connect(settings) as database:
        with outages():
            replayed = await HandledStore(database[COLLECTION]).replayed()
    seen = TopicEvidence(frozenset(one.name for one in topology().audited))
    # What reads no topic has no message of its own to account for.
    seen.add_branches(
        name for name, one in topology().items() if one.inputs and name not in seen.audited
    )
    ends: dict[TopicPartition, int] = {}
    raw: list[PartitionLag] = []
    async with LagReader(settings) as reader:
        for topic, service in topology().readings():
            lags = await reader.measure(topic, service.name)
            if service.in_audit:
                _note_committed(seen, lags)
            else:
                seen.branches[service.name].waiting += sum(one.lag for one in lags)
            if topic.name == RAW.name:
                ends |= {TopicPartition(one.topic, one.partition): one.end for one in lags}
                raw = lags
    if not ends:
        raise ReadError(f"no topic {RAW.name} there; `wireroom topics create` makes it")
    await _read_topics(settings, seen, replayed)
    account = Account(branches=list(seen.branches.values()))
    for place in raw:
        partition = account.partition(place.partition)
        partition.offsets = place.end - place.first
        told = seen.deleted[place.topic, place.partition]
        partition.deleted = told + place.deleted_unread
    async with connect(settings) as database:
        async for done, total, ended in _ends(settings, signer, database, seen, ends):
            for one in ended:
                account.add(one)
                if on_end is not None:
                    on_end(one)
            on_progress(done, total)
    return account


def _note_committed(seen: TopicEvidence, lags: Sequence[PartitionLag]) -> None:
    for one in lags:
        place = (one.topic, one.partition)
        seen.committed[place] = min(one.committed, seen.committed.get(place, one.committed))


def _later_topics() -> list[str]:
    """The topics behind ``articles.raw`` that audited services read."""
    topics = [topic.name for one in topology().audited for topic in one.inputs]
    return [name for name in dict.fromkeys(topics) if name != RAW.name]


async def _read_topics(
    settings: Settings,
    seen: TopicEvidence,
    replayed: Container[str],
) -> None:
    """Note the dead letters, and what later readers have not acknowledged.

    A letter that was put back on a later topic is no end any more: the article went on from there.
    One of ``articles.raw`` stays one, for what was put back is a message there of its own.
    """
    later = _later_topics()
    dead = topology().dead_topics
    async with consumer(settings) as reader:
        parts = await partitions(reader, [*later, *dead], tell_missing)
        reader.assign(parts)
        first = await reader.beginning_offsets(parts)
        for part in parts:
            reader.seek(part, max(first[part], seen.committed.get((part.topic, part.partition), 0)))
        async for part, records in until_now(reader, parts):
            for record in records:
                if part.topic not in dead:
                    key = _key(record)
                    seen.moving |= {key} if key else set()
                elif letter := read_dead_letter(record.headers):
                    is_later = topology().source_of(part.topic).name != RAW.name
                    if is_later and parse_dead_letter(record).id in replayed:
                        continue
                    seen.add_dead_letter(letter, _key(record) if is_later else None)


def _key(record: Record) -> str | None:
    article = article_key(record.value)
    return key_of(article.article_id, article.revision) if article else None


async def _ends(
    settings: Settings,
    signer: Signer,
    database: Database,
    seen: TopicEvidence,
    ends: dict[TopicPartition, int],
) -> AsyncIterator[tuple[int, int, list[Ended]]]:
    """How many raw messages are accounted for, of how many, and how those of one fetch ended."""
    done = 0
    async for total, records in _raw(settings, ends):
        messages = [signer.believed(as_message(record)) for record in records]
        admitted = [as_admitted(one.value, one.origin) for one in messages]
        articles = [None if isinstance(one, Rejected) else one for one in admitted]
        there = [one for one in articles if one is not None]
        kept = await read_records(
            database,
            {one.article_id for one in there},
            set[str]().union(*map(ledger_ids, there)),
        )
        ended: list[Ended] = []
        for message, article in zip(messages, articles, strict=True):
            position = (message.topic, message.partition, message.offset)
            if _is_for_a_branch(message) and not seen.is_waiting(position):
                verdict = Verdict(End.DUPLICATE)
            else:
                state = StoredState()
                if article and article.article_id in kept:
                    state = kept[article.article_id].state(message.origin, article.revision)
                verdict = end_of(position, article, state, seen)
            ended.append(Ended(position, article.article_id if article else None, *verdict))
        done += len(messages)
        yield done, total, ended


def _is_for_a_branch(message: Message) -> bool:
    """Whether it was replayed for a reader that is not audited: the others drop it."""
    reader = header(message.headers, FOR_HEADER)
    return reader is not None and reader.decode("utf-8", "replace") not in {
        one.name for one in topology().audited
    }


async def _raw(
    settings: Settings, ends: dict[TopicPartition, int]
) -> AsyncIterator[tuple[int, Sequence[Record]]]:
    """The raw messages that were there when the audit began, a fetch at a time, and how many
    there are in all."""
    async with consumer(settings) as reader:
        reader.assign(list(ends))
        first = await reader.beginning_offsets(list(ends))
        total = sum(max(end - first[part], 0) for part, end in ends.items())
        async for part, records in until_now(reader, list(ends)):
            yield total, [record for record in records if record.offset < ends[part]]
