"""Dead letters are named, chosen and summed up."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    ORIGIN_HEADER,
    DeadLetter,
    dead_headers,
    header,
)
from services.cli.dead_letters.operations import to_replay_record
from services.cli.dead_letters.selection import (
    DeadLetterId,
    DeadLetterMessage,
    Group,
    Kind,
    Selection,
    add,
    age,
    as_cells,
    as_entry,
    as_row,
)
from services.cli.errors import CommandError
from services.cli.tables import print_json
from services.runtime.registration import topology
from services.runtime.testing import SIGNER
from tests.unit.odd_values import TIMESTAMPS, dead_letter_headers

LETTER = DeadLetter(
    service="intake",
    outcome="rejected",
    reason="bad_json",
    error="no",
    attempts=1,
    topic="articles.raw",
    partition=1,
    offset=5,
    timestamp=1000,
    time=datetime(2024, 1, 1, tzinfo=UTC),
    version="1",
)


def lying(offset: int = 0, timestamp: int = 0, **changes: object) -> DeadLetterMessage:
    headers = dead_headers([("mine", b"x")], LETTER.model_copy(update=changes))
    return DeadLetterMessage(
        DeadLetterId("articles.raw.dead", 2, offset), timestamp, b"k", b"\xff", tuple(headers)
    )


@given(
    st.sampled_from(sorted(topology().dead_topics)),
    st.integers(0, 2**31 - 1),
    st.integers(0, 2**63 - 1),
)
def test_a_place_is_read_back(topic: str, partition: int, offset: int) -> None:
    place = DeadLetterId(topic, partition, offset)
    assert DeadLetterId.parse(str(place)) == place


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "articles.raw/1/2",
        "articles.raw.dead/1",
        "x.dead/-1/2",
        f"articles.raw.dead/0/{'9' * 5000}",
    ],
)
def test_no_place(name: str) -> None:
    with pytest.raises(CommandError, match="not a dead letter's id"):
        DeadLetterId.parse(name)


def test_choosing() -> None:
    one = lying()
    other = lying(1, service="cleaning", reason="no_article")
    assert Selection().matches(one)
    assert Selection(frozenset({one.place})).matches(one)
    assert not Selection(frozenset({one.place})).matches(other)
    assert not Selection(service="cleaning").matches(one)
    assert Selection(service="cleaning", reason="no_article").matches(other)
    assert not Selection(service="intake", reason="no_article").matches(one)
    assert Selection(service="cleaning").topics == ["articles.accepted.dead"]
    assert Selection().topics == list(topology().dead_topics)
    assert Selection(frozenset({one.place})).topics == ["articles.raw.dead"]


def test_groups() -> None:
    found: dict[Kind, Group] = {}
    for one in (lying(0, 50), lying(1, 20), lying(2, 70, reason="not_utf8")):
        add(found, one)
    add(found, DeadLetterMessage(DeadLetterId("articles.raw.dead", 0, 0), 1, None, None, ()))
    assert found["intake", "rejected", "bad_json"] == Group(
        DeadLetterId("articles.raw.dead", 2, 0), 2, 20, 50
    )
    assert found["intake", "rejected", "not_utf8"].count == 1
    assert found["?", "?", "no headers"].count == 1


def test_groups_as_cells_and_as_json() -> None:
    kind = ("intake", "rejected", "bad_json")
    group = Group(DeadLetterId("articles.raw.dead", 2, 0), 1200, 1, 60_000)
    assert as_cells(kind, group, now=120.5) == (
        *kind, "1,200", "2 min", "1 min", "articles.raw.dead/2/0",
    )  # fmt: skip
    assert as_row(kind, group) == {
        "service": "intake",
        "outcome": "rejected",
        "reason": "bad_json",
        "count": 1200,
        "oldest": datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=UTC),
        "newest": datetime(1970, 1, 1, 0, 1, tzinfo=UTC),
        "example": "articles.raw.dead/2/0",
    }


def test_a_dead_letter_as_json_also_without_its_headers() -> None:
    entry = as_entry(lying(7, 1_000))
    assert (entry["id"], entry["service"], entry["error"]) == (
        "articles.raw.dead/2/7",
        "intake",
        "no",
    )
    bare = DeadLetterMessage(DeadLetterId("articles.raw.dead", 0, 0), 0, None, b"x", ())
    assert set(as_entry(bare).values()) == {
        "articles.raw.dead/0/0",
        None,
    }


def test_a_replay_has_the_original_bytes_and_origin() -> None:
    letter = lying()
    record = to_replay_record(replace(letter, headers=SIGNER.signed_headers(letter)), SIGNER)
    assert (record.topic, record.key, record.value) == ("articles.raw", b"k", b"\xff")
    assert header(record.headers, "mine") == b"x"
    assert header(record.headers, ATTEMPTS_HEADER) == b"1"
    assert b'"offset":5' in (header(record.headers, ORIGIN_HEADER) or b"")


def test_what_is_no_dead_letter_is_not_replayed() -> None:
    with pytest.raises(CommandError, match=r"articles\.raw\.dead/0/0: not a dead letter"):
        to_replay_record(
            DeadLetterMessage(DeadLetterId("articles.raw.dead", 0, 0), 1, None, b"x", ()), SIGNER
        )


@pytest.mark.parametrize(
    ("seconds", "words"), [(-1, "0 s"), (59.9, "59 s"), (60, "1 min"), (7300, "2 h"), (1e6, "11 d")]
)
def test_ages(seconds: float, words: str) -> None:
    assert age(seconds) == words


@given(TIMESTAMPS, dead_letter_headers())
def test_whatever_lies_there_is_told(timestamp: int, headers: Any) -> None:
    place = DeadLetterId("articles.raw.dead", 2, 5)
    message = DeadLetterMessage(place, max(timestamp, 0), b"\xff", None, headers)
    found: dict[Kind, Group] = {}
    for one in (message, lying(1, 1_000), message):
        Selection().matches(one)
        add(found, one)
    assert sum(group.count for group in found.values()) == 3
    for kind, group in sorted(found.items()):
        assert all(isinstance(cell, str) for cell in as_cells(kind, group, 1e9))
        print_json(as_row(kind, group))
    print_json(as_entry(message))
    with contextlib.suppress(CommandError):
        assert to_replay_record(message, SIGNER).topic == "articles.raw"


@pytest.mark.parametrize("timestamp", [0, 2**63 - 1])
def test_a_time_that_is_none_is_unknown(timestamp: int) -> None:
    message = lying(0, timestamp)
    found: dict[Kind, Group] = {}
    add(found, message)
    [(kind, group)] = found.items()
    assert as_cells(kind, group, 1e9)[4:6] == ("unknown", "unknown")
    assert as_row(kind, group)["oldest"] is None
    assert as_entry(message)["time"] is None


@pytest.mark.parametrize("service", ["nobody", "cleaning", "\x1b[31m", ""])
def test_a_letter_of_no_service_that_reads_there_is_not_replayed(service: str) -> None:
    with pytest.raises(CommandError, match=r"no service .* reads articles\.raw"):
        to_replay_record(lying(0, 1, service=service), SIGNER)
