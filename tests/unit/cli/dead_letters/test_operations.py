"""A dead letter goes back as the message that it was: same bytes or patched, its history kept."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter, attempts_before, dead_headers, header
from services.cli.dead_letters.operations import to_replay_record
from services.cli.dead_letters.selection import DeadLetterId, DeadLetterMessage
from services.cli.errors import CommandError
from services.runtime.stage import Message

PLACE = DeadLetterId("articles.raw.dead", 2, 5)


def lying(value: bytes | None, attempts: int = 1, headers: Any = ()) -> DeadLetterMessage:
    letter = DeadLetter(
        service="intake", outcome="rejected", reason="no_content", error="", attempts=attempts,
        topic="articles.raw", partition=3, offset=17, timestamp=99,
        time=datetime(2026, 1, 1, tzinfo=UTC), version="1",
    )  # fmt: skip
    return DeadLetterMessage(PLACE, 1000, b"key", value, tuple(dead_headers(headers, letter)))


def again(record: Any, offset: int = 40) -> Message:
    return Message(record.value, record.key, record.headers, record.topic, 0, offset, 5000)


@given(st.binary() | st.none())
def test_the_bytes_go_back_as_they_were(value: bytes | None) -> None:
    record = to_replay_record(lying(value))
    assert (record.topic, record.key, record.value) == ("articles.raw", b"key", value)
    assert not any(name.startswith("wireroom-dead-") for name, _ in record.headers)


def test_it_is_known_as_the_first_message_through_all_its_lives() -> None:
    first = to_replay_record(lying(b"{}"))
    origin = again(first).origin
    assert (origin.partition, origin.offset, origin.timestamp) == (3, 17, 99)
    second = to_replay_record(lying(b"{}", attempts=2, headers=first.headers))
    assert again(second, 41).origin == origin
    assert attempts_before(first.headers) == 1
    assert attempts_before(second.headers) == 2
    assert len([1 for name, _ in second.headers if name == "wireroom-origin"]) == 1
    assert [value for name, value in second.headers if name == "wireroom-for"] == [b"intake"]


def test_its_own_headers_stay() -> None:
    record = to_replay_record(
        lying(b"{}", headers=(("traceparent", b"00-aa-bb-01"), ("theirs", b"x")))
    )
    assert header(record.headers, "traceparent") == b"00-aa-bb-01"
    assert header(record.headers, "theirs") == b"x"


def test_a_patch_changes_the_value_and_nothing_else() -> None:
    plain, patched = (
        to_replay_record(lying(b'{"text": ""}')),
        to_replay_record(lying(b'{"text": ""}'), {"text": "Rain."}),
    )
    assert json.loads(patched.value or b"") == {"text": "Rain."}
    assert patched.headers == plain.headers
    assert patched.key == plain.key


def test_what_cannot_go_back_is_named() -> None:
    with pytest.raises(CommandError, match=r"articles\.raw\.dead/2/5: it is no JSON"):
        to_replay_record(lying(b"\xff"), {"text": "x"})
    with pytest.raises(CommandError, match="not a dead letter"):
        to_replay_record(DeadLetterMessage(PLACE, 1, None, b"{}", ()))
