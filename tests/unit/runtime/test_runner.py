"""Every message ends in exactly one outcome, delivered before it is acknowledged."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import (
    FOR_HEADER,
    ORIGIN_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    header,
    read_dead_letter,
    replay_headers,
)
from services.runtime.records import Record, TooLarge
from services.runtime.retry import Outage
from services.runtime.runner import TooManyFailures
from services.runtime.stage import Dropped, Message, Outcome, Published, Reason
from services.runtime.telemetry import metrics
from services.runtime.testing import Crash, MemoryBroker
from tests.integration.echo import ECHO, ECHO_IN, ECHO_OUT

DEAD = ECHO_IN.name + ".dead"


def broker(*values: bytes | None, **options: object) -> MemoryBroker:
    made = MemoryBroker(now=lambda: 1_700_000_000.0, **options)  # type: ignore[arg-type]
    for number, value in enumerate(values):
        made._append(Record(ECHO_IN.name, b"%d" % number, value))
    return made


def counted(outcome: str) -> float:
    return sum(
        sample.value
        for metric in metrics.MESSAGES.collect()
        for sample in metric.samples
        if sample.name == "wireroom_messages_total"
        and sample.labels["service"] == "echo"
        and sample.labels["outcome"] == outcome
    )


@given(
    st.lists(st.sampled_from([b"good", b"bad", b"boom", b"copy", b"fail", b"", None]), max_size=40),
    st.integers(1, 50),
)
async def test_the_ends_add_up(values: list[bytes | None], batch_size: int) -> None:
    memory = broker(*values)
    before = {name: counted(name) for name in ("published", "dropped", "rejected", "failed")}
    outcomes = await memory.run(ECHO, batch_size=batch_size)
    ends = Counter(outcome.name for outcome in outcomes)
    assert ends.total() == len(values)
    assert (
        ends["published"]
        == len(memory.messages(ECHO_OUT.name))
        == values.count(b"good") + values.count(b"")
    )
    assert ends["rejected"] + ends["failed"] == len(memory.messages(DEAD))
    assert {name: counted(name) - before[name] for name in before} == {
        name: ends[name] for name in before
    }
    assert memory.lag(ECHO) == 0


async def test_one_bad_and_ninety_nine_good() -> None:
    memory = broker(*[b"good"] * 60, b"bad", *[b"good"] * 39)
    await memory.run(ECHO)
    assert len(memory.messages(ECHO_OUT.name)) == 99
    assert [message.value for message in memory.messages(DEAD)] == [b"bad"]


async def test_what_is_published_carries_schema_and_the_same_trace_each_time() -> None:
    memory = broker(b"good")
    await memory.run(ECHO)
    memory.rewind(ECHO)
    await memory.run(ECHO)
    first, again = memory.messages(ECHO_OUT.name)
    assert header(first.headers, SCHEMA_HEADER) == b"RawArticle/1"
    trace = header(first.headers, TRACE_HEADER)
    assert trace is not None
    assert len(trace) == 55
    assert header(again.headers, TRACE_HEADER) == trace


async def test_a_trace_that_is_there_is_kept() -> None:
    memory = MemoryBroker()
    memory._append(Record(ECHO_IN.name, b"k", b"good", ((TRACE_HEADER, b"00-a-b-01"),)))
    await memory.run(ECHO)
    [message] = memory.messages(ECHO_OUT.name)
    assert header(message.headers, TRACE_HEADER) == b"00-a-b-01"


async def test_an_outage_waits_and_loses_nothing() -> None:
    away = iter([True] * 7)
    waits: list[float] = []

    def refuse(record: Record) -> Exception | None:
        return ConnectionError("away") if next(away, False) else None

    memory = broker(b"good", b"bad", refuse=refuse)
    await memory.run(ECHO, sleep=waits.append)
    assert len(memory.messages(ECHO_OUT.name)) == 1
    assert len(memory.messages(DEAD)) == 1
    assert waits == [0.1, 0.2, 0.4, 0.8]


async def test_an_outage_of_the_stage_waits_for_ever() -> None:
    tries = iter(range(40))

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        if next(tries, None) is not None:
            raise Outage("mongo", "away")
        return [Dropped(Reason.DUPLICATE)] * len(batch)

    waits: list[float] = []
    memory = broker(b"good", b"good")
    outcomes = await memory.run(replace(ECHO, handle=handle), sleep=waits.append)
    assert outcomes == [Dropped(Reason.DUPLICATE)] * 2
    assert len(waits) == 40
    assert max(waits) == 10.0


async def test_an_output_that_no_broker_takes_is_a_dead_letter() -> None:
    def refuse(record: Record) -> Exception | None:
        return TooLarge("too large") if record.value == b"big" else None

    memory = broker(b"good", b"big", b"good")
    memory.refuse = lambda record: refuse(record) if record.topic == ECHO_OUT.name else None
    outcomes = await memory.run(ECHO)
    assert Counter(outcome.name for outcome in outcomes) == {"published": 2, "rejected": 1}
    assert [message.value for message in memory.messages(DEAD)] == [b"big"]


async def test_a_dead_letter_that_no_broker_takes_stops_the_service() -> None:
    memory = broker(b"bad", refuse=lambda record: TooLarge("too large"))
    with pytest.raises(TooLarge):
        await memory.run(ECHO)
    assert memory.lag(ECHO) == 1


async def test_a_crash_before_the_acknowledgement_repeats_and_loses_nothing() -> None:
    memory = broker(*[b"%d" % number for number in range(30)])
    with pytest.raises(Crash):
        await memory.run(ECHO, batch_size=20, crash_before_ack=True)
    await memory.run(ECHO, batch_size=20)
    seen = Counter(message.value for message in memory.messages(ECHO_OUT.name))
    assert len(seen) == 30
    assert seen.total() == 50


async def test_a_run_of_failures_stops_the_service_with_nothing_acknowledged() -> None:
    memory = broker(*[b"fail"] * 60)
    with pytest.raises(TooManyFailures):
        await memory.run(ECHO, failure_limit=50)
    assert memory.lag(ECHO) == 60
    assert memory.messages(DEAD) == []


async def test_rejections_are_no_failures_however_many() -> None:
    memory = broker(*[b"bad"] * 200)
    await memory.run(ECHO, failure_limit=5)
    assert len(memory.messages(DEAD)) == 200


async def test_failures_between_successes_do_not_stop_it() -> None:
    memory = broker(*[b"fail", b"good"] * 40)
    outcomes = await memory.run(ECHO, failure_limit=40, batch_size=7)
    assert Counter(outcome.name for outcome in outcomes) == {"failed": 40, "published": 40}


async def test_a_stage_that_miscounts_stops_the_service() -> None:
    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [Published(b"k", b"v")] * (len(batch) - 1)

    memory = broker(b"a", b"b")
    with pytest.raises(RuntimeError, match="1 outcomes for 2 messages"):
        await memory.run(replace(ECHO, handle=handle))
    assert memory.lag(ECHO) == 2


async def test_a_replayed_message_is_known_by_its_first_origin() -> None:
    first = Message(b"v", topic="articles.raw", partition=3, offset=7, timestamp=9).origin
    again = Message(
        b"v",
        headers=((ORIGIN_HEADER, first.model_dump_json().encode()),),
        topic="articles.raw",
        partition=1,
        offset=99,
    )
    assert again.origin == first
    assert replace(again, headers=((ORIGIN_HEADER, b"{nonsense"),)).origin.offset == 99


async def test_a_failure_counts_its_attempts_over_replays() -> None:
    memory = broker(b"bad")
    await memory.run(ECHO)
    for attempts in (1, 2, 3):
        letter = memory.messages(DEAD)[-1]
        read = read_dead_letter(letter.headers)
        assert read is not None
        assert (read.attempts, read.outcome, read.reason) == (attempts, "rejected", "bad_json")
        assert (letter.key, letter.value) == (b"0", b"bad")
        headers = tuple(replay_headers(letter.headers))
        memory = MemoryBroker()
        memory._append(Record(ECHO_IN.name, letter.key, letter.value, headers))
        await memory.run(ECHO)


async def test_a_replay_for_another_reader_is_dropped_and_the_rest_goes_on() -> None:
    memory = MemoryBroker(partitions=1)
    for value, reader in ((b"good", b"other"), (b"good", None), (b"bad", b"echo"), (b"bad", b"x")):
        headers = ((FOR_HEADER, reader),) if reader else ()
        memory._append(Record(ECHO_IN.name, b"k", value, headers))
    outcomes = await memory.run(ECHO)
    assert [one.name for one in outcomes] == ["dropped", "published", "rejected", "dropped"]
    assert outcomes[0] == outcomes[3] == Dropped(Reason.OTHER_READER)
    assert len(memory.messages(ECHO_OUT.name)) == len(memory.messages(DEAD)) == 1


async def test_a_batch_for_other_readers_alone_reaches_no_stage() -> None:
    memory = MemoryBroker(partitions=1)
    memory._append(Record(ECHO_IN.name, b"k", b"boom", ((FOR_HEADER, b"other"),)))
    assert await memory.run(ECHO) == [Dropped(Reason.OTHER_READER)]
