"""An article is one trace through all services, and tracing is off unless it was asked for."""

from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, format_trace_id

from schemas.dead_letter import TRACE_HEADER, header
from services.runtime.records import Record
from services.runtime.runner import StageRunner
from services.runtime.stage import Message, Outcome
from services.runtime.telemetry.trace_context import trace_of, untraced
from services.runtime.telemetry.tracing import exported_by, is_asked_for, tracing
from tests.integration.echo import ECHO

CONTEXT = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"


async def carry(*messages: Message) -> tuple[list[Record], tuple[ReadableSpan, ...]]:
    records: list[Record] = []

    async def deliver(given: Sequence[Record]) -> list[Exception | None]:
        records.extend(given)
        return [None] * len(given)

    exporter = InMemorySpanExporter()
    with exported_by(exporter, "echo") as trace:
        outcomes: list[Outcome] = await StageRunner(ECHO, deliver, trace=trace).run(messages)
    assert len(outcomes) == len(messages)
    return records, exporter.get_finished_spans()


def ids(context: bytes) -> tuple[str, str]:
    _, trace, span, _ = context.decode().split("-")
    return trace, span


async def test_the_next_service_continues_the_trace_of_this_one() -> None:
    records, spans = await carry(Message(b"good", headers=((TRACE_HEADER, CONTEXT),)))
    [article] = [span for span in spans if span.name == "echo article"]
    assert article.context is not None
    assert article.parent is not None
    handed_on = header(records[0].headers, TRACE_HEADER)
    assert handed_on is not None
    assert ids(handed_on) == ("a" * 32, f"{article.context.span_id:016x}")
    assert f"{article.parent.span_id:016x}" == "b" * 16
    assert article.attributes is not None
    assert article.attributes["wireroom.outcome"] == "published"


async def test_a_batch_links_to_each_of_its_articles() -> None:
    messages = [Message(value, offset=n) for n, value in enumerate((b"good", b"bad", b"fail"))]
    _, spans = await carry(*messages)
    [batch] = [span for span in spans if span.name == "echo batch"]
    articles = [span for span in spans if span.name == "echo article"]
    assert [link.context.span_id for link in batch.links] == [
        span.context.span_id for span in articles if span.context
    ]
    assert [span.status.status_code for span in articles] == [
        StatusCode.UNSET, StatusCode.UNSET, StatusCode.ERROR
    ]  # fmt: skip


async def test_a_message_without_a_context_has_the_same_trace_each_time() -> None:
    message = Message(b"good", topic="articles.raw", partition=1, offset=2, timestamp=3)
    traces = set()
    for _ in range(2):
        _, spans = await carry(message)
        traces.add(format_trace_id(next(span.context.trace_id for span in spans if span.parent)))
    assert traces == {ids(trace_of(message))[0]}


async def test_a_context_that_is_nonsense_stops_nothing() -> None:
    _, spans = await carry(Message(b"good", headers=((TRACE_HEADER, b"\xff nonsense"),)))
    assert len(spans) == 2


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, False),
        ({"OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, False),
    ],
)
def test_it_is_off_unless_asked_for(environment: dict[str, str], asked: bool) -> None:
    assert is_asked_for(environment) is asked


def test_off_means_that_no_spans_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    with tracing("echo") as trace:
        assert trace is untraced
