"""Every message ends in exactly one outcome, delivered before it is acknowledged."""

import hashlib
import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import (
    FOR_HEADER,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    header,
    read_dead_letter,
    replay_headers,
)
from services.runtime import runner
from services.runtime.kafka.producer import record_bytes
from services.runtime.records import Record, TooLarge
from services.runtime.retry import Outage
from services.runtime.runner import StageRunner
from services.runtime.stage import (
    Dropped,
    Failed,
    Handle,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stored,
    Unreadable,
)
from services.runtime.telemetry import metrics
from services.runtime.telemetry.trace_context import Spans, trace_of
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


def refuses_over(most: int) -> Any:
    """A broker whose topics take no message larger than ``most`` bytes."""

    def refuse(record: Record) -> Exception | None:
        size = sum(len(value or b"") for _, value in record.headers)
        size += len(record.value or b"") + len(record.key or b"")
        return TooLarge(f"{size} bytes") if size > most else None

    return refuse


@pytest.mark.parametrize("large", ["value", "key", "header"])
async def test_a_dead_letter_that_is_too_large_is_kept_in_part(large: str) -> None:
    part = b"x" * 200_000
    memory = MemoryBroker(refuse=refuses_over(150_000))
    value = part if large == "value" else b"bad"
    headers = (("a", part if large == "header" else b"1"), ("null", None))
    key = part if large == "key" else b"k"
    message = Message(value, key, headers, ECHO_IN.name, 1, 7)

    async def reject(batch: Sequence[Message]) -> list[Outcome]:
        return [Rejected(Reason.TOO_LARGE, "large")] * len(batch)

    runner = StageRunner(replace(ECHO, handle=reject), memory.deliver)
    await runner.run([message])
    [letter] = memory.messages(DEAD)
    told = read_dead_letter(letter.headers)
    assert told is not None
    assert (told.offset, told.reason, told.size) == (7, "too_large", len(value))
    assert told.sha256 == hashlib.sha256(value).hexdigest()
    assert not told.is_whole
    assert (value.startswith(letter.value or b""), key.startswith(letter.key or b"")) == (
        True,
        True,
    )
    assert bool(letter.value and letter.key)
    assert ("null", None) in letter.headers or large == "header"
    with pytest.raises(ValueError, match=f"first of {len(value)} bytes"):
        replay_headers(letter.headers)


async def test_what_cannot_be_read_is_a_dead_letter_and_reaches_no_stage() -> None:
    seen: list[Message] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        seen.extend(batch)
        return [Stored()] * len(batch)

    bench = Bench(handle)
    broken = Unreadable.of(b"abcdef", "its checksum is wrong", 3)
    good = Message(b"good")
    outcomes = await bench.runner.run([Message(broken, topic="t", offset=4), good])
    assert outcomes == [Rejected(Reason.UNREADABLE, "its checksum is wrong"), Stored()]
    assert seen == [good]
    [[letter]] = bench.delivered
    told = read_dead_letter(letter.headers)
    assert told is not None
    assert (letter.value, told.size, told.reason) == (b"abc", 6, "unreadable")
    assert told.sha256 == hashlib.sha256(b"abcdef").hexdigest()


async def test_a_letter_that_stands_for_several_messages_says_how_many() -> None:
    gap = Unreadable.of(b"", "offsets 3 to 9 were deleted unread", 0)
    gap.reason, gap.messages = Reason.DELETED_UNREAD, 7
    bench = Bench()
    await bench.runner.run([Message(gap, topic="t", offset=9)])
    [[letter]] = bench.delivered
    told = read_dead_letter(letter.headers)
    assert told is not None
    assert (told.reason, told.messages, told.offset) == ("deleted_unread", 7, 9)


async def test_a_header_without_a_value_is_kept_beside_a_body_that_is_rejected() -> None:
    memory = MemoryBroker()
    memory._append(Record(ECHO_IN.name, b"k", b"bad", (("x", None), (FOR_HEADER, None))))
    await memory.run(ECHO)
    [letter] = memory.messages(DEAD)
    assert ("x", None) in letter.headers
    assert record_bytes(Record("t", None, None, letter.headers)) > 0


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


class Bench:
    """A runner of the echo stage, or of another ``process``; what it waited for and delivered."""

    def __init__(self, process: Handle | None = None, **options: Any) -> None:
        self.waits: list[float] = []
        self.delivered: list[list[Record]] = []
        self.stage = replace(ECHO, name="bench", handle=process or ECHO.handle)
        self.runner = StageRunner(
            self.stage, self._deliver, sleep=self._sleep, now=lambda: 1_000.0, **options
        )

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def _deliver(self, records: Sequence[Record]) -> list[Exception | None]:
        self.delivered.append(list(records))
        return [None] * len(records)


def sum_of(metric: Any) -> float:
    """The sum, or the value, of a metric with the label ``bench``."""
    child = metric.labels("bench")
    return float((child._sum if hasattr(child, "_sum") else child._value).get())


def bench_count(histogram: Any) -> float:
    """How often a histogram with the label ``bench`` was told something."""
    return next(
        sample.value for sample in histogram.labels("bench")._samples() if sample.name == "_count"
    )


async def test_an_answer_to_each_record_is_demanded() -> None:
    async def deliver(records: Sequence[Record]) -> list[Exception | None]:
        return [None]

    with pytest.raises(ValueError, match="zip"):
        await StageRunner(ECHO, deliver).run([Message(b"a"), Message(b"b")])


async def test_an_unexpected_error_is_tried_three_times_then_fails_with_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries: list[int] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        tries.append(len(batch))
        raise ValueError("odd\n" + "x" * 600)

    caplog.set_level(logging.WARNING)
    bench = Bench(handle)
    [failed] = await bench.runner.run([Message(b"v", b"a" * 80, topic="t", partition=1, offset=2)])
    assert failed == Failed(Reason.UNEXPECTED, ("ValueError: odd " + "x" * 600)[:500])
    assert (tries, bench.waits) == ([1, 1, 1], [0.1, 0.2])
    unexpected, told = caplog.records
    assert unexpected.levelno == logging.ERROR
    assert unexpected.getMessage().startswith("unexpected: ValueError(")
    assert unexpected.exc_info is not None
    assert told.levelno == logging.WARNING
    assert told.getMessage() == "failed, unexpected: " + failed.error[:500]
    trace = trace_of(Message(b"v", topic="t", partition=1, offset=2)).decode().split("-")[1]
    extra = {name: getattr(told, name) for name in ("outcome", "reason", "lies_at", "trace_id")}
    assert extra == {
        "outcome": "failed", "reason": "unexpected", "lies_at": "t/1/2", "trace_id": trace
    }  # fmt: skip
    assert vars(told)["article_id"] == "a" * 64


async def test_an_error_that_goes_away_costs_nothing() -> None:
    errors = [ValueError("x"), ValueError("x")]

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        if errors:
            raise errors.pop()
        return [Stored()]

    bench = Bench(handle)
    assert await bench.runner.run([Message(b"v")]) == [Stored()]
    assert bench.waits == [0.1, 0.2]
    assert bench.delivered == [[]]


async def test_a_message_without_a_key_has_no_article_in_its_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    await Bench().runner.run([Message(b"bad"), Message(b"bad", b"\xff"), Message(b"good")])
    assert [vars(one)["article_id"] for one in caplog.records] == [None, "\ufffd"]


async def test_a_batch_is_measured() -> None:
    bench = Bench()
    before = [sum_of(one) for one in (metrics.BATCH_MESSAGES, metrics.AGE_SECONDS)]
    deliveries = bench_count(metrics.DELIVERY_SECONDS)
    ended = metrics.MESSAGES.labels("bench", "dropped", "duplicate")._value.get()
    batch = [
        Message(b"good", timestamp=990_000),
        Message(b"copy", headers=((PUBLISHED_HEADER, b"970000"),), timestamp=990_000),
        Message(b"good", timestamp=2_000_000),
        Message(b"good", timestamp=0),  # Nobody knows when it was published.
    ]
    processed = await bench.runner.process(batch)
    assert sum_of(metrics.IN_FLIGHT) == 4
    assert metrics.MESSAGES.labels("bench", "dropped", "duplicate")._value.get() == ended
    await bench.runner.deliver(processed)
    assert sum_of(metrics.IN_FLIGHT) == 0
    assert sum_of(metrics.LAST_PROGRESS) == 1_000
    assert bench_count(metrics.DELIVERY_SECONDS) == deliveries + 1
    assert metrics.MESSAGES.labels("bench", "dropped", "duplicate")._value.get() == ended + 1
    assert [sum_of(one) for one in (metrics.BATCH_MESSAGES, metrics.AGE_SECONDS)] == [
        before[0] + 4, before[1] + 10 + 30 + 0
    ]  # fmt: skip


async def test_a_batch_is_timed_from_its_beginning_to_its_delivery(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter([10.0, 17.5])
    monkeypatch.setattr(runner.time, "perf_counter", lambda: next(clock))
    bench = Bench()
    before = sum_of(metrics.BATCH_SECONDS)
    processed = await bench.runner.process([Message(b"copy")])
    assert processed.begun == 10.0
    await bench.runner.deliver(processed)
    assert sum_of(metrics.BATCH_SECONDS) - before == 7.5


async def test_a_trace_has_the_batch_and_is_ended_with_its_outcomes() -> None:
    seen: list[Any] = []

    def trace(service: str, batch: Sequence[Message]) -> Spans:
        seen.append((service, list(batch)))
        return Spans([b"00-%d" % number for number in range(len(batch))], seen.append)

    batch = [Message(b"good", b"1"), Message(b"bad", b"2")]
    bench = Bench(trace=trace)
    outcomes = await bench.runner.run(batch)
    assert seen == [("bench", batch), outcomes]
    [records] = bench.delivered
    assert [header(one.headers, TRACE_HEADER) for one in records] == [b"00-0", b"00-1"]


async def test_only_what_was_not_delivered_is_tried_again_and_seen_as_an_outage() -> None:
    answers: list[list[Exception | None]] = [[None, OSError("gone"), None], [None]]
    attempts: list[list[bytes | None]] = []
    away = metrics.AWAY.labels("bench", "kafka")
    was_away: list[float] = []

    async def deliver(records: Sequence[Record]) -> list[Exception | None]:
        was_away.append(away._value.get())
        attempts.append([one.value for one in records])
        return answers.pop(0)

    bench = Bench()
    bench.runner._deliver_records = deliver
    outcomes = await bench.runner.run(
        [Message(b"a"), Message(b"copy"), Message(b"b"), Message(b"c")]
    )
    assert [one.name for one in outcomes] == ["published", "dropped", "published", "published"]
    assert attempts == [[b"a", b"b", b"c"], [b"b"]]
    assert bench.waits == [0.1]
    assert (was_away, away._value.get()) == ([0, 1], 0)


async def test_an_output_that_is_refused_is_a_dead_letter_beside_an_outage() -> None:
    answers: list[list[Exception | None]] = [[TooLarge("big"), OSError("gone")], [None, None]]
    attempts: list[list[str]] = []

    async def deliver(records: Sequence[Record]) -> list[Exception | None]:
        attempts.append([one.topic for one in records])
        return answers.pop(0)

    bench = Bench()
    bench.runner._deliver_records = deliver
    first, second = await bench.runner.run([Message(b"a"), Message(b"b")])
    assert first == Rejected(Reason.OUTPUT_TOO_LARGE, "big")
    assert isinstance(second, Published)
    assert attempts == [[ECHO_OUT.name] * 2, [DEAD, ECHO_OUT.name]]


async def test_an_outage_of_the_stage_is_seen_until_it_is_over() -> None:
    away = metrics.AWAY.labels("bench", "mongo")
    was_away: list[float] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        was_away.append(away._value.get())
        if len(was_away) < 3:
            raise Outage("mongo", "gone")
        return [Stored()] * len(batch)

    bench = Bench(handle)
    await bench.runner.run([Message(b"v"), Message(b"w")])
    assert (was_away, away._value.get()) == ([0, 1, 1], 0)
    assert bench.waits == [0.1, 0.2]


async def test_publishers_timestamps_are_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    public = replace(ECHO, input=replace(ECHO_IN, from_publishers=True))
    seen: list[int] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        seen.extend(message.timestamp for message in batch)
        return [Stored() for _ in batch]

    async def deliver(records: Sequence[Record]) -> list[Exception | None]:
        return [None for _ in records]

    batch = [Message(b"", topic="t", timestamp=9, is_broker_time=ours) for ours in (True, False)]
    await StageRunner(replace(public, handle=handle), deliver).run([*batch, *batch])
    assert seen == [9, 0, 9, 0]
    assert caplog.text.count("publishers' timestamps") == 1
