"""OpenTelemetry spans for each article in each service, and for batches: off unless asked for.

Asked for by OpenTelemetry's own variables: an OTLP endpoint, or OTEL_TRACES_EXPORTER=otlp; all of
its others (headers, sampler, resource, …) are taken too. An article is one trace all the way, for
its context travels in the messages' ``traceparent``; a batch is a trace of its own that links to
its articles.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemas.dead_letter import TRACE_HEADER
from services.runtime.stage import Failed, Message, Outcome
from services.runtime.telemetry.trace_context import Spans, Trace, trace_of, untraced
from services.runtime.version import VERSION

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def is_asked_for(environment: Mapping[str, str]) -> bool:
    """Whether the variables ask for traces."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    exporter = environment.get("OTEL_TRACES_EXPORTER", "")
    return exporter == "otlp" or (
        exporter == "" and any(environment.get(name) for name in ENDPOINTS)
    )


@contextmanager
def tracing(service: str) -> Iterator[Trace]:
    """How a service traces; all spans are exported at the end. A service runs without, too."""
    if not is_asked_for(os.environ):
        yield untraced
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ModuleNotFoundError as missing:
        log.error("no traces: %s is not installed; install wireroom[tracing]", missing.name)
        yield untraced
        return
    with exported_by(OTLPSpanExporter(), service) as trace:
        yield trace


@contextmanager
def exported_by(exporter: "SpanExporter", service: str) -> Iterator[Trace]:
    """The same, with any exporter."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    name = os.environ.get("OTEL_SERVICE_NAME", f"wireroom-{service}")
    resource = Resource.create({"service.name": name, "service.version": VERSION})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield _Traced(provider.get_tracer("wireroom", VERSION))
    finally:
        provider.shutdown()


class _Traced:
    def __init__(self, tracer: "Tracer") -> None:
        self._tracer = tracer

    def __call__(self, service: str, batch: Sequence[Message]) -> Spans:
        from opentelemetry.trace import Link, SpanKind

        spans = [self._begin(service, message) for message in batch]
        whole = self._tracer.start_span(
            f"{service} batch",
            kind=SpanKind.CONSUMER,
            links=[Link(span.get_span_context()) for span in spans],
            attributes={"messaging.system": "kafka", "messaging.batch.message_count": len(batch)},
        )

        def end(outcomes: Sequence[Outcome]) -> None:
            for span, outcome in zip(spans, outcomes, strict=True):
                _end(span, outcome)
            whole.end()

        return Spans([_traceparent(span) for span in spans], end)

    def _begin(self, service: str, message: Message) -> "Span":
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        headers = {TRACE_HEADER: trace_of(message).decode("ascii", "replace")}
        return self._tracer.start_span(
            f"{service} article",
            context=TraceContextTextMapPropagator().extract(headers),
            kind=SpanKind.CONSUMER,
            attributes={
                "messaging.system": "kafka",
                "messaging.operation.type": "process",
                "messaging.destination.name": message.topic,
                "messaging.destination.partition.id": str(message.partition),
                "messaging.kafka.offset": message.offset,
            },
        )


def _end(span: "Span", outcome: Outcome) -> None:
    from opentelemetry.trace import StatusCode

    span.set_attribute("wireroom.outcome", outcome.name)
    if reason := getattr(outcome, "reason", None):
        span.set_attribute("wireroom.reason", str(reason))
    if isinstance(outcome, Failed):
        span.set_status(StatusCode.ERROR, outcome.error)
    span.end()


def _traceparent(span: "Span") -> bytes:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()
