"""One trace an article through four processes on a real broker, collected as in production."""

from collections import defaultdict
from itertools import pairwise

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.generator import raw_articles
from tests.integration.pipeline import READERS
from tests.ops.collector import Collector
from tests.ops.conftest import Watched

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio(loop_scope="session")]

COUNT = 20


async def test_an_article_is_one_trace_through_all_four_services(watched: Watched) -> None:
    collector = Collector()
    services = watched.pipeline.services
    for service in services.values():
        service.end()
        service._environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url
        service.start()
    for service in services.values():
        service.wait_until_ready()
    await watched.pipeline.publish(
        [one.model_dump_json().encode() for one in raw_articles(COUNT, seed=9)]
    )
    # Replicas with names, of another test, leave the group only at their session's end.
    await watched.pipeline.quiet(120)
    for service in services.values():
        assert service.end() == 0, service.words()  # What is not yet exported is exported then.
    collector.shutdown()
    collector.server_close()
    traces: dict[bytes, dict[str, Span]] = defaultdict(dict)
    links = set()
    for name, span in collector.spans:
        if span.name.endswith(" article"):
            traces[span.trace_id][name.removeprefix("wireroom-")] = span
        links |= {(link.trace_id, link.span_id) for link in span.links}
    assert len(traces) == COUNT
    for spans in traces.values():
        assert set(spans) == set(READERS)
        way = [spans[name] for name in READERS]
        for earlier, later in pairwise(way):
            assert later.parent_span_id == earlier.span_id
            assert later.end_time_unix_nano > earlier.start_time_unix_nano
        assert {(span.trace_id, span.span_id) for span in way} <= links
    for service in services.values():
        del service._environment["OTEL_EXPORTER_OTLP_ENDPOINT"]
        service.start()
