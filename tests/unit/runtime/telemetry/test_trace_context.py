"""A message keeps its trace context, and without one gets the same each time."""

from dataclasses import replace

import pytest

from schemas.dead_letter import ORIGIN_HEADER, TRACE_HEADER
from services.runtime.stage import Message
from services.runtime.telemetry.trace_context import trace_of, untraced

MESSAGE = Message(b"v", topic="articles.raw", partition=1, offset=2, timestamp=3)
GIVEN = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"


def test_a_context_that_is_there_is_kept() -> None:
    assert trace_of(replace(MESSAGE, headers=((TRACE_HEADER, GIVEN),))) == GIVEN


def test_a_new_one_is_a_w3c_trace_context_of_the_origin() -> None:
    made = trace_of(MESSAGE)
    version, trace, span, flags = made.decode().split("-")
    assert (version, len(trace), len(span), flags) == ("00", 32, 16, "01")
    assert set(trace + span) <= set("0123456789abcdef")
    assert not span.startswith(trace[:16])
    assert trace_of(replace(MESSAGE, value=b"other", key=b"other")) == made


@pytest.mark.parametrize("change", [{"topic": "t"}, {"partition": 9}, {"offset": 9}])
def test_another_message_has_another(change: dict[str, object]) -> None:
    assert trace_of(replace(MESSAGE, **change)) != trace_of(MESSAGE)  # type: ignore[arg-type]


def test_a_replayed_message_has_that_of_its_first_origin() -> None:
    headers = ((ORIGIN_HEADER, MESSAGE.origin.model_dump_json().encode()),)
    assert trace_of(Message(b"v", None, headers, "articles.raw", 5, 6, 7)) == trace_of(MESSAGE)


def test_without_tracing_contexts_are_handed_on() -> None:
    spans = untraced("intake", [MESSAGE, replace(MESSAGE, headers=((TRACE_HEADER, GIVEN),))])
    assert spans.traceparents == [trace_of(MESSAGE), GIVEN]
    spans.end([])
