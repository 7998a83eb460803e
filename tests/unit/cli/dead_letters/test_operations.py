"""A dead letter goes back as the message that it was: same bytes or patched, its history kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter, attempts_before, dead_headers, header
from services.cli.dead_letters.operations import has_history, to_replay_record
from services.cli.dead_letters.selection import DeadLetterId, DeadLetterMessage
from services.cli.errors import CommandError
from services.runtime.records import Record
from services.runtime.signing import Signer, without_ours
from services.runtime.stage import Message
from services.runtime.testing import SIGNER

PLACE = DeadLetterId("articles.raw.dead", 2, 5)


def lying(
    value: bytes | None, attempts: int = 1, headers: Any = (), service: str = "intake"
) -> DeadLetterMessage:
    letter = DeadLetter(
        service=service, outcome="rejected", reason="no_content", error="", attempts=attempts,
        topic="articles.raw", partition=3, offset=17, timestamp=99,
        time=datetime(2026, 1, 1, tzinfo=UTC), version="1",
    )  # fmt: skip
    bare = DeadLetterMessage(PLACE, 1000, b"key", value, tuple(dead_headers(headers, letter)))
    return replace(bare, headers=SIGNER.signed_headers(bare))


def replayed(letter: DeadLetterMessage, patch: Any = None) -> Record:
    return to_replay_record(letter, SIGNER, patch)


def again(record: Any, offset: int = 40) -> Message:
    return Message(record.value, record.key, record.headers, record.topic, 0, offset, 5000)


@given(st.binary() | st.none())
def test_the_bytes_go_back_as_they_were(value: bytes | None) -> None:
    record = replayed(lying(value))
    assert (record.topic, record.key, record.value) == ("articles.raw", b"key", value)
    assert not any(name.startswith("wireroom-dead-") for name, _ in record.headers)


def test_it_is_known_as_the_first_message_through_all_its_lives() -> None:
    first = replayed(lying(b"{}"))
    origin = again(first).origin
    assert (origin.partition, origin.offset, origin.timestamp) == (3, 17, 99)
    second = replayed(lying(b"{}", attempts=2, headers=first.headers))
    assert again(second, 41).origin == origin
    assert attempts_before(first.headers) == 1
    assert attempts_before(second.headers) == 2
    assert len([1 for name, _ in second.headers if name == "wireroom-origin"]) == 1
    assert [value for name, value in second.headers if name == "wireroom-for"] == [b"intake"]


def test_its_own_headers_stay() -> None:
    record = replayed(lying(b"{}", headers=(("traceparent", b"00-aa-bb-01"), ("theirs", b"x"))))
    assert header(record.headers, "traceparent") == b"00-aa-bb-01"
    assert header(record.headers, "theirs") == b"x"


def test_a_patch_changes_the_value_and_nothing_else() -> None:
    plain, patched = (
        replayed(lying(b'{"text": ""}')),
        replayed(lying(b'{"text": ""}'), {"text": "Rain."}),
    )
    assert json.loads(patched.value or b"") == {"text": "Rain."}
    assert without_ours(patched.headers) == without_ours(plain.headers)
    assert again(patched).origin == again(plain).origin
    assert patched.key == plain.key


def test_what_cannot_go_back_is_named() -> None:
    with pytest.raises(CommandError, match=r"articles\.raw\.dead/2/5: it is no JSON"):
        replayed(lying(b"\xff"), {"text": "x"})
    with pytest.raises(CommandError, match="not a dead letter"):
        replayed(DeadLetterMessage(PLACE, 1, None, b"{}", ()))


def test_what_we_put_back_is_signed() -> None:
    record = replayed(lying(b"{}"))
    assert SIGNER.is_signed(record)
    assert not SIGNER.is_signed(replace(record, value=b"[]"))


FORGED = Signer([b"a key that a publisher made up"])


@pytest.mark.parametrize("signer", [Signer(), FORGED])
def test_a_dead_letter_that_we_did_not_sign_goes_back_as_a_new_message(signer: Signer) -> None:
    forged = lying(b"{}", headers=(("theirs", b"x"),))
    record = to_replay_record(forged, signer)
    assert record.value == b"{}"
    assert record.headers == (("theirs", b"x"),)
    assert not has_history(forged, signer)
    assert has_history(forged, SIGNER)


def test_dead_letters_of_our_own_topics_need_no_signature() -> None:
    place = DeadLetterId("articles.cleaned.dead", 0, 0)
    record = replayed(replace(lying(b"{}", service="tagging"), place=place))
    assert again(record).origin.offset == 17
    assert header(record.headers, "wireroom-for") == b"tagging"
    assert header(record.headers, "wireroom-signature") is None
