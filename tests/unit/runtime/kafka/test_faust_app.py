"""The places where we reach into Faust: a Faust that drops one must fail here, not in the field."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import faust
import pytest
from faust.auth import SASLCredentials, SSLCredentials
from faust.types import TP

from schemas.dead_letter import header, read_dead_letter
from schemas.topics import MIB
from services.runtime.kafka import faust_app
from services.runtime.kafka.faust_app import ONE_YEAR, Worker, build_app
from services.runtime.kafka.faust_transport import (
    App,
    TableManager,
)
from services.runtime.records import Record
from services.runtime.runner import TooManyFailures
from services.runtime.settings import Settings
from services.runtime.stage import Message, Outcome, Stage
from services.runtime.telemetry.health import Health
from tests.conditions import until
from tests.integration.echo import ECHO, ECHO_IN


def test_the_settings_that_keep_messages(app: App) -> None:
    conf = app.conf
    assert conf.id == "wireroom-echo"
    assert conf.processing_guarantee.name == "AT_LEAST_ONCE"
    assert conf.broker_max_poll_interval == ONE_YEAR
    assert conf.stream_wait_empty is True
    assert conf.table_standby_replicas == 0
    assert conf.topic_allow_declare is False
    assert conf.web_enabled is False
    assert conf.consumer_auto_offset_reset == "earliest"
    assert conf.consumer_group_instance_id == "echo-0"
    [agent] = app.agents.values()
    assert agent.concurrency == 1
    assert conf.agent_supervisor.__name__ == "CrashingSupervisor"


async def test_what_the_settings_say_faust_is_told(halts: list[BaseException]) -> None:
    settings = Settings(
        kafka="a:1, b:2",
        kafka_session_timeout=90,
        buffer_size=300,
        linger_seconds=0.25,
        max_message_bytes=2 * MIB,
        instance=None,
    )
    conf = build_app([ECHO], settings, Health(), halts.append).conf
    assert [str(url) for url in conf.broker] == ["kafka://a:1", "kafka://b:2"]
    assert conf.broker_credentials is None
    assert conf.version == 1
    told = {
        name: getattr(conf, name)
        for name in (
            "broker_client_id", "broker_commit_interval", "broker_session_timeout",
            "broker_heartbeat_interval", "broker_rebalance_timeout", "broker_max_poll_records",
            "stream_buffer_maxsize", "producer_linger", "producer_max_batch_size",
            "producer_max_request_size", "topic_disable_leader", "consumer_group_instance_id",
            "broker_request_timeout", "producer_request_timeout",
            "consumer_metadata_max_age_ms", "producer_metadata_max_age_ms",
        )
    }  # fmt: skip
    assert told == {
        "broker_client_id": "wireroom-echo",
        "broker_commit_interval": 1.0,
        "broker_session_timeout": 90,
        "broker_heartbeat_interval": 9,
        "broker_rebalance_timeout": 90,
        "broker_max_poll_records": 300,
        "stream_buffer_maxsize": 300,
        "producer_linger": 0.25,
        "producer_max_batch_size": 256 * 1024,
        "producer_max_request_size": 3 * MIB,
        "topic_disable_leader": True,
        "consumer_group_instance_id": None,
        "broker_request_timeout": 95,
        "producer_request_timeout": 30,
        "consumer_metadata_max_age_ms": 30_000,
        "producer_metadata_max_age_ms": 30_000,
    }
    assert conf.TableManager is TableManager
    large = build_app([ECHO], Settings(buffer_size=9_000), Health(), halts.append).conf
    assert large.broker_max_poll_records == 500
    assert large.broker_rebalance_timeout == 60


@pytest.fixture
def halts() -> list[BaseException]:
    return []


@pytest.mark.parametrize(
    ("security", "kind", "context"),
    [
        ("PLAINTEXT", type(None), False),
        ("SSL", SSLCredentials, True),
        ("SASL_PLAINTEXT", SASLCredentials, False),
        ("SASL_SSL", SASLCredentials, True),
    ],
)
async def test_credentials_are_those_of_the_settings(
    security: str, kind: type, context: bool, halts: list[BaseException]
) -> None:
    settings = Settings(
        kafka_security=security,  # type: ignore[arg-type]
        kafka_username="u",
        kafka_password="p",  # type: ignore[arg-type]
        kafka_sasl_mechanism="PLAIN",
    )
    found = build_app([ECHO], settings, Health(), halts.append).conf.broker_credentials
    assert type(found) is kind
    there = getattr(found, "context", None) or getattr(found, "ssl_context", None)
    assert (there is not None) is context
    if isinstance(found, SASLCredentials):
        assert (found.username, found.password) == ("u", "p")
        assert found.mechanism is not None
        assert found.mechanism.value == "PLAIN"


async def test_without_a_password_there_is_none(halts: list[BaseException]) -> None:
    settings = Settings(kafka_security="SASL_PLAINTEXT", kafka_username="u")
    found: Any = build_app([ECHO], settings, Health(), halts.append).conf.broker_credentials
    assert found.password is None


class Stream:
    """Stands in for the stream that Faust hands to an agent: some events, then what comes."""

    def __init__(self, app: Any, *values: bytes | None) -> None:
        self.acked: list[int] = []
        self.queue: asyncio.Queue[Any] = asyncio.Queue()
        self.channel = self
        self.app = SimpleNamespace(
            consumer_generation_id=1,
            flow_control=SimpleNamespace(is_active=lambda: True),
            consumer=SimpleNamespace(track_message=lambda message: None),
        )
        for offset, value in enumerate(values):
            self.queue.put_nowait(self._event(offset, value))

    @staticmethod
    def _event(offset: int, value: bytes | None) -> Any:
        message = SimpleNamespace(
            value=value, key=b"k", headers={"a": b"b"}, topic=ECHO_IN.name, partition=3,
            offset=offset, timestamp=12.3456, timestamp_type=0, generation_id=1, tracked=False,
        )  # fmt: skip
        return SimpleNamespace(message=message)

    async def __anext__(self) -> Any:
        event = await self.queue.get()
        if event is None:
            raise StopAsyncIteration
        return event

    async def ack(self, event: Any) -> None:
        self.acked.append(event.message.offset)


class Sender:
    """Takes all records, or answers with an error."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def send_all(self, records: Sequence[Record]) -> list[Exception | None]:
        await self.gate.wait()
        if self.error:
            raise self.error
        self.records += records
        return [None] * len(records)


class Running:
    """The agent of the echo stage on a stream, without Kafka."""

    def __init__(self, stage: Stage, *values: bytes | None) -> None:
        self.health, self.halts, self.sender = Health(), list[BaseException](), Sender()
        self.app: Any = build_app([stage], Settings(batch_size=2), self.health, self.halts.append)
        self.app.producer = SimpleNamespace(sender=self.sender)
        [agent] = self.app.agents.values()
        self.stream = Stream(self.app, *values)
        self.task = asyncio.ensure_future(agent.fun(self.stream))

    def close(self) -> None:
        self.app.consumer._thread.thread_loop.close()


async def test_messages_are_delivered_then_acknowledged_in_order() -> None:
    running = Running(ECHO, b"a", b"bad", b"b", b"copy", b"c", None)
    await until(lambda: len(running.stream.acked) == 6)
    assert running.stream.acked == [0, 1, 2, 3, 4, 5]
    assert [one.topic for one in running.sender.records].count(f"{ECHO_IN.name}.dead") == 2
    assert [one.value for one in running.sender.records if one.topic != f"{ECHO_IN.name}.dead"] == [
        b"a", b"b", b"c"
    ]  # fmt: skip
    letter = read_dead_letter(running.sender.records[1].headers)
    assert letter is not None
    assert (letter.topic, letter.partition, letter.offset) == (ECHO_IN.name, 3, 1)
    assert letter.timestamp == 12_346
    assert header(running.sender.records[1].headers, "a") == b"b"
    assert running.sender.records[1].key == b"k"
    running.stream.queue.put_nowait(None)
    await running.task
    assert running.halts == []
    running.close()


async def test_nothing_is_acknowledged_before_it_is_delivered() -> None:
    running = Running(ECHO, b"a", b"b")
    running.sender.gate.clear()
    await until(lambda: running.health.batch_since is not None)
    for _ in range(20):
        await asyncio.sleep(0)
    assert running.stream.acked == []
    running.sender.gate.set()
    await until(lambda: running.stream.acked == [0, 1])
    assert [one.value for one in running.sender.records] == [b"a", b"b"]
    running.task.cancel()
    running.close()


@pytest.mark.parametrize("where", ["stage", "delivery"])
async def test_what_is_unexpected_halts_with_nothing_acknowledged(where: str) -> None:
    async def miscount(batch: Sequence[Message]) -> list[Outcome]:
        return []

    stage = replace(ECHO, handle=miscount) if where == "stage" else ECHO
    running = Running(stage, b"a", b"b")
    running.sender.error = RuntimeError("no broker says this")
    await until(lambda: running.halts)
    running.stream.queue.put_nowait(None)
    with pytest.raises(RuntimeError):
        await running.task
    assert isinstance(running.halts[0], RuntimeError)
    assert running.stream.acked == []
    running.close()


@pytest.mark.parametrize("stopping", [True, False])
async def test_a_cancellation_is_no_crash_once_the_service_is_told_to_stop(stopping: bool) -> None:
    running = Running(ECHO)
    await asyncio.sleep(0)
    running.health.stopping = stopping
    running.task.cancel()
    if stopping:
        assert await running.task is None
    else:
        with pytest.raises(asyncio.CancelledError):
            await running.task
    assert running.halts == []
    running.close()


async def test_a_run_of_failures_stops_at_the_limit_of_the_settings() -> None:
    running = Running(ECHO)
    running.task.cancel()
    app = build_app([ECHO], Settings(failure_limit=3), running.health, running.halts.append)
    app.producer = SimpleNamespace(sender=running.sender)  # type: ignore[misc]
    [agent] = app.agents.values()
    stream = Stream(app, *[b"fail"] * 3)
    with pytest.raises(TooManyFailures):
        await agent.fun(stream)  # type: ignore[arg-type]
    assert stream.acked == []
    app.consumer._thread.thread_loop.close()
    running.close()


async def test_each_stage_of_a_service_has_its_topic_in_one_group(
    halts: list[BaseException],
) -> None:
    second = replace(ECHO, input=replace(ECHO_IN, name="echo.second"))
    app = build_app([ECHO, second], Settings(), Health(), halts.append)
    topics = {name: agent.channel.topics for name, agent in app.agents.items()}
    assert list(topics.values()) == [(ECHO_IN.name,), ("echo.second",)]
    assert app.conf.id == "wireroom-echo"
    for agent in app.agents.values():
        channel: Any = agent.channel
        assert (channel.key_type, channel.value_type) == (bytes, bytes)
        assert (channel.schema.key_serializer, channel.schema.value_serializer) == ("raw", "raw")


async def test_health_follows_the_partitions(halts: list[BaseException]) -> None:
    health = Health(waiting_for=None)
    app: Any = build_app([ECHO], Settings(), health, halts.append)
    await app.on_partitions_assigned.send({TP(ECHO_IN.name, 0)})
    assert health.assigned
    await app.on_partitions_revoked.send({TP(ECHO_IN.name, 0)})
    assert not health.assigned


async def test_headers_come_as_pairs_or_not_at_all() -> None:
    message = SimpleNamespace(
        value=b"v", key=None, headers=None, topic="t", partition=1, offset=2, timestamp=0.0005,
        timestamp_type=1,
    )  # fmt: skip
    assert faust_app._message(message) == Message(b"v", None, (), "t", 1, 2, 0)
    message.timestamp_type = 0
    assert not faust_app._message(message).is_broker_time
    message.headers = [("a", b"1"), ("a", b"2")]
    assert faust_app._message(message).headers == (("a", b"1"), ("a", b"2"))


class Told(SimpleNamespace):
    """In place of Faust's worker as ``Worker`` sees it."""


async def test_a_worker_that_crashed_says_why_and_one_that_stopped_does_not() -> None:
    async def start() -> None:
        return

    stopped = asyncio.get_running_loop().create_future()
    stopped.set_result(None)
    crashed = Told(start=start, _signal_stop_future=None, crash_reason=KeyError("x"))
    with pytest.raises(KeyError):
        await Worker.run_until_stopped(crashed)  # type: ignore[arg-type]
    for ended in (
        Told(start=start, _signal_stop_future=None, crash_reason=None),
        Told(start=start, _signal_stop_future=stopped, crash_reason=KeyError("x")),
    ):
        await Worker.run_until_stopped(ended)  # type: ignore[arg-type]


async def test_a_worker_that_is_told_to_stop_does_so_within_its_time(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(faust_app, "shut_down_within", lambda *given: told.append(given))
    monkeypatch.setattr(faust.Worker, "_schedule_shutdown", lambda self, sig: told.append(sig))
    health = Health()
    worker = Worker(app, health, 7.5)
    assert worker.spinner is None
    assert worker.loop is asyncio.get_running_loop()
    assert (worker.override_logging, worker.redirect_stdouts, worker.quiet) == (False, False, True)
    worker._schedule_shutdown("SIGTERM")
    assert told == [(health, 7.5), "SIGTERM"]
