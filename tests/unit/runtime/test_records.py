"""Outputs and dead letters as records: what each says, and what it keeps."""

from dataclasses import replace

import pytest

from schemas.dead_letter import (
    PUBLISHED_HEADER,
    SCHEMA_HEADER,
    TRACE_HEADER,
    header,
    read_dead_letter,
)
from services.runtime.records import (
    ERROR_LENGTH,
    dead_letter_record,
    output_record,
    published_at,
)
from services.runtime.stage import Failed, Message, Published, Reason, Rejected
from tests.integration.echo import ECHO, ECHO_IN, ECHO_OUT

TRACE = b"00-aa-bb-01"
SIDE = replace(ECHO_OUT, name="echo.side", version=3)
TWO = replace(ECHO, outputs=(ECHO_OUT, SIDE))
MESSAGE = Message(
    b"v", b"k", (("mine", b"x"), (PUBLISHED_HEADER, b"1234")), ECHO_IN.name, 2, 7, 5_000
)


def test_an_output_goes_to_the_first_topic_unless_it_names_another() -> None:
    first = output_record(TWO, MESSAGE, Published(b"k", b"out"), TRACE)
    other = output_record(TWO, MESSAGE, Published(b"k", b"out", SIDE.name), TRACE)
    assert (first.topic, other.topic) == (ECHO_OUT.name, SIDE.name)
    assert header(other.headers, SCHEMA_HEADER) == SIDE.schema_header.encode()
    assert header(first.headers, TRACE_HEADER) == TRACE
    assert header(first.headers, PUBLISHED_HEADER) == b"1234"


@pytest.mark.parametrize("stage", [TWO, replace(ECHO, outputs=())])
def test_a_topic_that_is_not_the_stages_is_our_fault(stage: object) -> None:
    with pytest.raises(RuntimeError, match=r"echo has no topic articles\.raw to publish to"):
        output_record(stage, MESSAGE, Published(b"k", b"v", "articles.raw"), TRACE)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", [Rejected, Failed])
def test_a_dead_letter_keeps_the_message_and_says_why(kind: type[Rejected] | type[Failed]) -> None:
    outcome = kind(Reason.BAD_JSON, "e" * 2 * ERROR_LENGTH)
    record = dead_letter_record(ECHO, MESSAGE, outcome, TRACE, now=60.0)
    assert (record.topic, record.key, record.value) == (f"{ECHO_IN.name}.dead", b"k", b"v")
    assert header(record.headers, "mine") == b"x"
    assert header(record.headers, TRACE_HEADER) == TRACE
    letter = read_dead_letter(record.headers)
    assert letter is not None
    assert (letter.service, letter.outcome, letter.reason) == ("echo", outcome.name, "bad_json")
    assert letter.error == "e" * ERROR_LENGTH
    assert (letter.topic, letter.partition, letter.offset) == (ECHO_IN.name, 2, 7)
    assert (letter.timestamp, letter.time.timestamp(), letter.attempts) == (5_000, 60.0, 1)


def test_its_own_trace_stays() -> None:
    traced = replace(MESSAGE, headers=((TRACE_HEADER, b"00-cc-dd-01"),))
    record = dead_letter_record(ECHO, traced, Rejected(Reason.BAD_JSON, ""), TRACE, now=0)
    assert [value for name, value in record.headers if name == TRACE_HEADER] == [b"00-cc-dd-01"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [(b"1234", 1234), (b"", 5_000), (b"-1", 5_000), (b"soon", 5_000), (b"9" * 16, 5_000)],
)
def test_the_time_of_publication_is_the_headers_if_it_can_be_read(
    stated: bytes, expected: int
) -> None:
    assert published_at(replace(MESSAGE, headers=((PUBLISHED_HEADER, stated),))) == expected
    assert published_at(replace(MESSAGE, headers=(), timestamp=-1)) == 0
