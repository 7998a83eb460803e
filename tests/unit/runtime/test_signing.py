"""A signature fits one message; what a publisher says of a message is not believed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import Origin
from schemas.dead_letter import (
    ATTEMPTS_HEADER,
    DEAD_PREFIX,
    FOR_HEADER,
    ORIGIN_HEADER,
    PUBLISHED_HEADER,
    SIGNATURE_HEADER,
    attempts_before,
)
from services.runtime.signing import AHEAD_MS, Signer
from services.runtime.stage import Message

OLD, NEW = b"the first of our keys", b"the second of our keys"
SIGNER = Signer([OLD], now=lambda: 1_700_000.0)
ORIGIN = Origin(topic="articles.raw", partition=1, offset=2, timestamp=3)
PLAIN = Message(b"{}", b"k", (("theirs", b"x"),), "articles.raw", 5, 6, 7_000)
HISTORY = ((ORIGIN_HEADER, ORIGIN.model_dump_json().encode()), (ATTEMPTS_HEADER, b"2"))


def signed(message: Message, signer: Signer = SIGNER) -> Message:
    return replace(message, headers=signer.signed_headers(message))


REPLAYED = signed(replace(PLAIN, headers=(*PLAIN.headers, *HISTORY)))

names = st.sampled_from(
    [ORIGIN_HEADER, ATTEMPTS_HEADER, FOR_HEADER, PUBLISHED_HEADER, SIGNATURE_HEADER]
) | st.sampled_from(["reason", "", "\udcff"]).map(DEAD_PREFIX.__add__)
values = (
    st.binary(max_size=40)
    | st.just(dict(REPLAYED.headers)[SIGNATURE_HEADER])
    | st.builds(
        Origin, topic=st.just("articles.raw"), partition=st.integers(0, 9),
        offset=st.integers(0, 99), timestamp=st.integers(0, 2**63 - 1),
    ).map(lambda one: one.model_dump_json().encode())
)  # fmt: skip
headers = st.lists(st.tuples(names, values) | st.tuples(st.text(max_size=9), values), max_size=6)


def test_what_we_signed_is_believed() -> None:
    assert SIGNER.believed(REPLAYED) is REPLAYED
    assert REPLAYED.origin == ORIGIN
    assert attempts_before(REPLAYED.headers) == 2


def test_a_message_without_our_headers_is_left_as_it_is() -> None:
    for message in (PLAIN, replace(PLAIN, headers=())):
        assert SIGNER.believed(message) is message


@given(headers)
def test_no_header_of_a_publisher_changes_origin_or_attempts(
    written: list[tuple[str, bytes]],
) -> None:
    message = replace(PLAIN, headers=tuple(written))
    believed = SIGNER.believed(message)
    assert believed.origin == PLAIN.origin
    assert attempts_before(believed.headers) == 0
    assert replace(believed, headers=()) == replace(message, headers=())
    assert not any(name == FOR_HEADER for name, _ in believed.headers)


@pytest.mark.parametrize(
    "changed",
    [
        replace(REPLAYED, value=b"{ }"),
        replace(REPLAYED, value=None),
        replace(REPLAYED, key=b"K"),
        replace(REPLAYED, key=None),
        replace(REPLAYED, topic="articles.raw.dead"),
        replace(REPLAYED, headers=REPLAYED.headers[1:2] + REPLAYED.headers[-1:]),
        replace(REPLAYED, headers=((ATTEMPTS_HEADER, b"9"), *REPLAYED.headers)),
        replace(REPLAYED, headers=((SIGNATURE_HEADER, b"\xff"), *REPLAYED.headers)),
        replace(REPLAYED, headers=(*REPLAYED.headers, (FOR_HEADER, b"intake"))),
    ],
)
def test_a_signature_fits_no_other_message(changed: Message) -> None:
    believed = SIGNER.believed(changed)
    assert believed.origin == replace(changed, headers=()).origin
    assert not {name for name, _ in believed.headers if name.startswith("wireroom-")}


def test_it_fits_wherever_the_message_lies_and_whatever_others_add() -> None:
    moved = replace(REPLAYED, partition=9, offset=99, timestamp=9_000)
    traced = replace(moved, headers=(("traceparent", b"00"), *moved.headers))
    assert SIGNER.believed(traced).origin == ORIGIN


@given(st.lists(st.binary(max_size=3) | st.none(), min_size=2, max_size=2))
def test_parts_are_told_apart(parts: list[bytes | None]) -> None:
    key, value = parts
    one = Message(value, key, HISTORY, "t")
    other = Message((value or b"") + b"x", key, HISTORY, "t")
    assert SIGNER.signed_headers(one) != SIGNER.signed_headers(other)
    assert SIGNER.signed_headers(one) != SIGNER.signed_headers(replace(one, key=b"other"))


def test_after_a_rotation_the_old_key_is_accepted_and_the_new_one_signs() -> None:
    rotated, later = Signer([NEW, OLD]), Signer([NEW])
    assert rotated.is_signed(REPLAYED)
    again = signed(PLAIN, rotated)
    assert later.is_signed(again)
    assert not SIGNER.is_signed(again)
    assert not later.is_signed(REPLAYED)


def test_without_keys_nothing_is_signed_and_nothing_believed() -> None:
    assert Signer().signed_headers(PLAIN) == PLAIN.headers
    assert Signer().believed(REPLAYED).origin.offset == PLAIN.offset


@pytest.mark.parametrize("timestamp", [-1, 1, 4_102_444_800_000, 2**63 - 1])
def test_a_timestamp_that_the_publisher_chose_orders_nothing(timestamp: int) -> None:
    message = replace(PLAIN, timestamp=timestamp, is_broker_time=False)
    assert SIGNER.believed(message).origin.order == (0, 6, 5)


@pytest.mark.parametrize(("ahead", "kept"), [(0, True), (AHEAD_MS, True), (AHEAD_MS + 1, False)])
def test_where_the_broker_sets_none_one_from_the_future_orders_nothing(
    ahead: int, kept: bool
) -> None:
    signer = Signer(broker_timestamps=False, now=lambda: 1_700_000.0)
    message = replace(PLAIN, timestamp=1_700_000_000 + ahead, is_broker_time=False)
    assert signer.believed(message).timestamp == (message.timestamp if kept else 0)
