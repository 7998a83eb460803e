"""Makes the dashboards: every panel is a title, a kind, a unit and its queries, and nothing else.

``python deploy/grafana/dashboards.py`` writes dashboards/*.json; a test fails when they are stale.
"""

import json
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("dashboards")
R = "[$__rate_interval]"
COLUMNS = 24
PROMETHEUS = {"type": "prometheus", "uid": "prometheus"}


@dataclass(frozen=True)
class Panel:
    """``queries`` pairs each query with the legend of its series."""

    row: str
    title: str
    kind: str
    unit: str
    queries: tuple[tuple[str, str], ...]
    about: str = ""
    stacked: bool = False
    width: int = 8
    red_from: float | None = None


def panel(
    row: str, title: str, expr: str, legend: str = "", *, kind: str = "timeseries",
    unit: str = "short", **more: Any,
) -> Panel:  # fmt: skip
    """A panel of one query."""
    return Panel(row, title, kind, unit, ((expr, legend),), **more)


def p95(histogram: str, label: str) -> str:
    """The 95th percentile of a histogram, by a label."""
    return f"histogram_quantile(0.95, sum by ({label}, le) (rate({histogram}_bucket{R})))"


def mean(histogram: str, label: str) -> str:
    """The mean of a histogram, by a label."""
    sums = f"sum by ({label}) (rate({histogram}_sum{R}))"
    return f"{sums} / sum by ({label}) (rate({histogram}_count{R}))"


FLOW = [
    panel("Now", "Services that answer", 'up{job=~"wireroom.*"}', "{{instance}}", kind="stat",
          width=6),
    panel("Now", "Articles stored a minute",
          f'60 * sum(rate(wireroom_messages_total{{outcome="stored"}}{R}))', "stored", kind="stat",
          width=4),
    panel("Now", "Messages that wait", "sum by (service) (wireroom_lag_messages)", "{{service}}",
          kind="stat", width=7),
    panel("Now", "Oldest message that waits", "max by (service) (wireroom_waiting_seconds)",
          "{{service}}", kind="stat", unit="s", width=7, red_from=900),
    panel("In and out", "Onto each topic", f"sum by (topic) (rate(wireroom_end_offset{R}))",
          "{{topic}}", unit="cps"),
    panel("In and out", "Through each service",
          f"sum by (service) (rate(wireroom_messages_total{R}))", "{{service}}", unit="cps"),
    panel("In and out", "How messages end",
          f"sum by (service, outcome) (rate(wireroom_messages_total{R}))",
          "{{service}} {{outcome}}", unit="cps", stacked=True),
    panel("Publishers", "Headers that no publisher may write",
          f"sum by (service) (rate(wireroom_unsigned_headers_total{R}))", "{{service}}", unit="cps",
          width=24, about="Taken off, for they bear no signature of ours."),
    panel("Where they wait", "Lag", "sum by (service) (wireroom_lag_messages)", "{{service}}"),
    panel("Where they wait", "Lag by partition", "wireroom_lag_messages > 0 or "
          "0 * wireroom_lag_messages", "{{service}} {{topic}} {{partition}}", kind="bargauge"),
    panel("Where they wait", "Oldest message that waits",
          "max by (service) (wireroom_waiting_seconds)", "{{service}}", unit="s"),
    panel("Age", "Age at the end of each service, 95th percentile",
          p95("wireroom_age_seconds", "service"), "{{service}}", unit="s",
          about="From the publication on articles.raw."),
    panel("Age", "Seconds since a batch was finished",
          "time() - max by (service) (wireroom_last_progress_timestamp_seconds > 0)",
          "{{service}}", unit="s"),
    panel("Age", "Messages in flight", "sum by (service) (wireroom_in_flight_messages)",
          "{{service}}"),
    panel("Batches", "Seconds a batch, 95th percentile", p95("wireroom_batch_seconds", "service"),
          "{{service}}", unit="s"),
    panel("Batches", "Messages a batch, mean", mean("wireroom_batch_messages", "service"),
          "{{service}}"),
    panel("Batches", "Seconds a message, mean",
          f"sum by (service) (rate(wireroom_batch_seconds_sum{R})) / "
          f"sum by (service) (rate(wireroom_batch_messages_sum{R}))", "{{service}}", unit="s"),
    panel("Latency", "Work on one article, 95th percentile", p95("wireroom_work_seconds", "stage"),
          "{{stage}}", unit="s"),
    panel("Latency", "Delivery to Kafka, 95th percentile",
          p95("wireroom_delivery_seconds", "service"), "{{service}}", unit="s"),
    panel("Latency", "Commands to the store, 95th percentile",
          p95("wireroom_store_seconds", "command"), "{{command}}", unit="s"),
]  # fmt: skip

QUALITY = [
    panel("Coverage", "Articles that have each field", "wireroom:coverage:ratio1h", "{{field}}",
          unit="percentunit", width=12),
    panel("Coverage", "Coverage by source, worst first",
          "sort(sum by (source, field) (increase(wireroom_fields_total[1h])) / on (source) "
          "group_left sum by (source) (increase(wireroom_articles_total[1h])))",
          "{{source}} {{field}}", kind="table", unit="percentunit", width=12),
    panel("Articles", "Languages", f"sum by (language) (rate(wireroom_languages_total{R}))",
          "{{language}}", unit="cps", stacked=True),
    panel("Articles", "Warnings an article",
          f"sum by (warning) (rate(wireroom_warnings_total{R})) / on () group_left "
          f"sum(rate(wireroom_articles_total{R}))", "{{warning}}"),
    panel("Articles", "Versions and models at work",
          "sum by (stage, version, model) (increase(wireroom_stage_runs_total[1h]) > 0)",
          "{{stage}} {{version}} {{model}}", kind="table"),
    panel("Entities", "Entities an article, by type",
          f"sum by (type) (rate(wireroom_entities_total{R})) / on () group_left "
          f"sum(rate(wireroom_articles_total{R}))", "{{type}}", stacked=True),
    panel("Entities", "Share linked to a knowledge base, by type",
          f'sum by (type) (rate(wireroom_entities_total{{linked="yes"}}{R})) / '
          f"sum by (type) (rate(wireroom_entities_total{R}))", "{{type}}", unit="percentunit"),
    panel("Entities", "Knowledge-base packs at work",
          "sum by (pack) (increase(wireroom_kb_articles_total[1h]) > 0)", "{{pack}}", kind="table"),
    panel("Sources", "Articles by source, ten largest",
          f"topk(10, sum by (source) (rate(wireroom_articles_total{R})))", "{{source}}",
          unit="cps", stacked=True, width=12),
    panel("Sources", "Volume of each source against its own usual",
          "sort(wireroom:source_articles:rate1h / wireroom:source_articles:usual)", "{{source}}",
          kind="table", unit="percentunit", width=12,
          about="Silent sources stand first."),
]  # fmt: skip

FAILURES = [
    panel("Now", "Alerts that fire",
          'sum by (alertname, service) (ALERTS{alertstate="firing"}) or vector(0)',
          "{{alertname}} {{service}}", kind="stat", width=12, red_from=1),
    panel("Now", "Dependencies that are waited for",
          "max by (service, dependency) (wireroom_dependency_away)",
          "{{service}} {{dependency}}", kind="stat", width=12, red_from=1),
    panel("Dead letters", "Dead letters by reason",
          f'sum by (service, outcome, reason) (rate(wireroom_messages_total'
          f'{{outcome=~"rejected|failed"}}{R}))', "{{service}} {{outcome}} {{reason}}",
          unit="cps", stacked=True),
    panel("Dead letters", "Share of messages that became dead letters",
          "wireroom:dead_letters:ratio15m", "{{service}}", unit="percentunit"),
    panel("Dead letters", "Dead letters that lie there", "sum by (topic) (wireroom_dead_letters)",
          "{{topic}}"),
    panel("Outages", "Retries", f"sum by (service, dependency) (rate(wireroom_retries_total{R}))",
          "{{service}} {{dependency}}", unit="cps"),
    panel("Outages", "Outages in the last hour",
          "sum by (service, dependency) (increase(wireroom_outages_total[1h]))",
          "{{service}} {{dependency}}"),
    panel("Outages", "Age of the lag figures",
          "time() - max by (dependency) (wireroom_lag_measured_timestamp_seconds)",
          "{{dependency}}", unit="s"),
    panel("Restarts", "Child processes replaced in five minutes",
          "sum by (service, cause) (increase(wireroom_children_restarted_total[5m]))",
          "{{service}} {{cause}}", width=12),
    panel("Restarts", "Restarts in the last hour",
          'sum by (instance) (changes(process_start_time_seconds{job=~"wireroom.*"}[1h]))',
          "{{instance}}", width=12),
]  # fmt: skip

RESOURCES = [
    panel("Processes", "Processor time, main process",
          f'sum by (instance) (rate(process_cpu_seconds_total{{job=~"wireroom.*"}}{R}))',
          "{{instance}}", unit="percentunit"),
    panel("Processes", "Memory, main process",
          'sum by (instance) (process_resident_memory_bytes{job=~"wireroom.*"})', "{{instance}}",
          unit="bytes"),
    panel("Processes", "Open files", 'sum by (instance) (process_open_fds{job=~"wireroom.*"})',
          "{{instance}}"),
    panel("Child processes", "Child processes", "sum by (service) (wireroom_children)",
          "{{service}}", width=12),
    panel("Child processes", "Memory of all child processes",
          "sum by (service) (wireroom_children_resident_memory_bytes)", "{{service}}",
          unit="bytes", width=12),
    panel("Store", "Documents", "max by (collection) (wireroom_documents)", "{{collection}}"),
    panel("Store", "The store's disk", "max by (kind) (wireroom_store_disk_bytes)", "{{kind}}",
          unit="bytes"),
    panel("Store", "Versions that run", "count by (service, version) (wireroom_build_info)",
          "{{service}} {{version}}", kind="stat"),
]  # fmt: skip

FEEDERS = [
    panel("Sources", "Sources by verdict", "max by (verdict) (wireroom_feed_sources)",
          "{{verdict}}"),
    panel("Sources", "Polls a minute by outcome",
          f"60 * sum by (outcome) (rate(wireroom_feed_fetches_total{R}))", "{{outcome}}"),
    panel("Sources", "Entries a minute by outcome",
          f"60 * sum by (outcome) (rate(wireroom_feed_entries_total{R}))", "{{outcome}}"),
]  # fmt: skip

GATEWAY = [
    panel("Requests", "Requests a second by route and status",
          f"sum by (route, status) (rate(wireroom_gateway_requests_total{R}))",
          "{{route}} {{status}}"),
    panel("Requests", "Slowest twentieth by route",
          p95("wireroom_gateway_request_seconds", "route"), "{{route}}", unit="s"),
    panel("Requests", "Bodies in hand", "sum(wireroom_gateway_body_bytes)", "bytes", unit="bytes"),
    panel("Articles", "Articles a second by verdict",
          f"sum by (verdict) (rate(wireroom_gateway_verdicts_total{R}))", "{{verdict}}",
          width=12),
    panel("Articles", "Rejected a second by reason",
          f'sum by (reason) (rate(wireroom_gateway_verdicts_total{{verdict="rejected"}}{R}))',
          "{{reason}}", width=12),
]  # fmt: skip

DASHBOARDS = {
    "flow": FLOW,
    "quality": QUALITY,
    "failures": FAILURES,
    "resources": RESOURCES,
    "gateway": GATEWAY,
    "feeders": FEEDERS,
}


def dashboard(name: str) -> dict[str, Any]:
    """One dashboard as Grafana reads it."""
    found: list[dict[str, Any]] = []
    y = 0
    for row, members in groupby(DASHBOARDS[name], key=lambda one: one.row):
        place = {"h": 1, "w": COLUMNS, "x": 0, "y": y}
        found.append({"type": "row", "title": row, "gridPos": place, "panels": []})
        y, x = y + 1, 0
        height = 5 if row == "Now" else 8
        for member in members:
            place = {"h": height, "w": member.width, "x": x, "y": y}
            found.append(_as_json(member, place))
            x += member.width
        assert x == COLUMNS, f"{name}, {row}: {x} columns"
        y += height
    for number, one in enumerate(found, 1):
        one["id"] = number
    return {
        "uid": f"wireroom-{name}",
        "title": f"Wireroom: {name}",
        "tags": ["wireroom"],
        "schemaVersion": 39,
        "editable": False,
        "refresh": "15s",
        "time": {"from": "now-1h", "to": "now"},
        "links": [
            {"type": "dashboards", "tags": ["wireroom"], "title": "Wireroom", "asDropdown": False}
        ],
        "panels": found,
    }


def _as_json(one: Panel, place: dict[str, int]) -> dict[str, Any]:
    table = one.kind == "table"
    defaults: dict[str, Any] = {"unit": one.unit, "min": 0}
    if one.red_from is not None:
        steps = [{"color": "green", "value": None}, {"color": "red", "value": one.red_from}]
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    if one.kind == "timeseries":
        drawing: dict[str, Any] = {"fillOpacity": 60 if one.stacked else 8, "lineWidth": 1}
        drawing["stacking"] = {"mode": "normal" if one.stacked else "none"}
        defaults["custom"] = drawing
    options: dict[str, Any] = {}
    if one.kind == "timeseries":
        options = {"legend": {"displayMode": "list", "placement": "bottom"},
                   "tooltip": {"mode": "multi", "sort": "desc"}}  # fmt: skip
    elif not table:
        options = {"reduceOptions": {"calcs": ["lastNotNull"]}, "orientation": "auto"}
    return {
        "type": one.kind,
        "title": one.title,
        "description": one.about,
        "datasource": PROMETHEUS,
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
        "targets": [
            {"refId": chr(65 + number), "datasource": PROMETHEUS, "expr": expr,
             "legendFormat": legend, "instant": table, "range": not table,
             "format": "table" if table else "time_series"}
            for number, (expr, legend) in enumerate(one.queries)
        ],
    }  # fmt: skip


def as_text(name: str) -> str:
    """The file of a dashboard."""
    return json.dumps(dashboard(name), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in DASHBOARDS:
        (FOLDER / f"{each}.json").write_text(as_text(each), encoding="utf-8")
