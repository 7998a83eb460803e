"""The broker in memory keeps the promises of Kafka that tests rely on."""

import pytest

from services.runtime.records import Record, TooLarge
from services.runtime.testing import Crash, MemoryBroker
from tests.integration.echo import ECHO, ECHO_IN, ECHO_OUT


async def test_messages_of_one_key_stay_in_order_in_one_partition() -> None:
    broker = MemoryBroker(partitions=3, now=lambda: 1.5)
    await broker.deliver([Record("t", b"k", b"%d" % number, (("h", b"v"),)) for number in range(5)])
    found = broker.messages("t")
    assert [one.value for one in found] == [b"0", b"1", b"2", b"3", b"4"]
    assert len({one.partition for one in found}) == 1
    assert [one.offset for one in found] == list(range(5))
    assert {(one.timestamp, one.headers) for one in found} == {(1500, (("h", b"v"),))}


async def test_messages_without_a_key_take_turns() -> None:
    broker = MemoryBroker(partitions=3)
    await broker.deliver([Record("t", None, b"v")] * 6)
    assert [one.partition for one in broker.messages("t")] == [0, 0, 1, 1, 2, 2]


async def test_what_is_refused_is_not_written() -> None:
    broker = MemoryBroker(refuse=lambda one: TooLarge("no") if one.value == b"big" else None)
    answers = await broker.deliver([Record("t", b"k", b"a"), Record("t", b"k", b"big")])
    assert [type(answer) for answer in answers] == [type(None), TooLarge]
    assert [one.value for one in broker.messages("t")] == [b"a"]


async def test_a_group_begins_where_it_acknowledged_last() -> None:
    broker = MemoryBroker()
    await broker.deliver([Record(ECHO_IN.name, b"%d" % number, b"v") for number in range(7)])
    assert broker.lag(ECHO) == 7
    with pytest.raises(Crash):
        await broker.run(ECHO, batch_size=3, crash_before_ack=True)
    assert broker.lag(ECHO) == 7
    assert len(await broker.run(ECHO, batch_size=3)) == 7
    assert (broker.lag(ECHO), await broker.run(ECHO)) == (0, [])
    assert len(broker.messages(ECHO_OUT.name)) == 10
    broker.rewind(ECHO)
    assert broker.lag(ECHO) == 7
