"""What operators are shown is true: every panel has data, every alert fires when it should."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from schemas.topics import RAW
from services.runtime.mongo.client import COMMANDS
from services.runtime.registration import topology
from services.runtime.retry import DEPENDENCIES
from services.runtime.runner import OURS, THEIRS
from services.runtime.stage import Reason
from services.storage.metrics import COVERED_FIELDS, ENTITY_TYPES
from tests.generator import raw_articles
from tests.integration.pipeline import READERS
from tests.ops.children import children_of
from tests.ops.conftest import ARTICLES, BROKEN, Watched
from tests.ops.prometheus import DEPLOYED, Prometheus, expression, panels, shortened

pytestmark = [pytest.mark.kafka, pytest.mark.asyncio(loop_scope="session")]

START_MINUTE = 8
"""Seconds: a quarter of an hour is long enough for a process to start several times in it."""
SLOW = {"WireroomAgeRising", "WireroomBehind"}
"""They are right on a machine that is busy with something else, for as long as it is."""
NO_DATA_HERE = {"The store's disk"}
"""The store of these tests does not tell of its disk; that of test_slow_alerts does."""
NOT_RUN_HERE = {"feeders", "gateway"}
"""Dashboards of services without inputs, which this pipeline does not start. What the gateway's
panels ask for is looked up on its own page of metrics, in tests/integration/test_gateway.py."""


async def test_every_panel_has_data(watched: Watched) -> None:
    empty, asked = [], 0
    for title, expr in panels():
        if title.partition(": ")[0] in NOT_RUN_HERE:
            continue
        found = watched.prometheus.query(expr.replace("$__rate_interval", "5m"))
        asked += 1
        numbers = [value for value in found.values() if value == value]
        if not numbers and title.partition(": ")[2] not in NO_DATA_HERE:
            empty.append(f"{title}: {expr} gave {found}")
    print(f"{asked} queries")
    assert empty == []


async def test_the_figures_are_right(watched: Watched) -> None:
    def total(expr: str) -> float:
        return sum(watched.prometheus.query(expr).values())

    assert total(f'wireroom_end_offset{{topic="{RAW.name}"}}') == ARTICLES + BROKEN
    assert total('wireroom_messages_total{outcome="stored"}') == ARTICLES
    assert total('wireroom_messages_total{reason="bad_json"}') == BROKEN
    assert total(f'wireroom_dead_letters{{topic="{RAW.name}.dead"}}') == BROKEN
    assert total('wireroom_documents{collection="articles"}') == ARTICLES
    assert total('wireroom_documents{collection="ledger"}') == ARTICLES
    assert total("wireroom_lag_messages") == 0
    assert total("wireroom_articles_total") == ARTICLES
    assert total('wireroom_fields_total{field="date"}') > 0.9 * ARTICLES
    assert total("wireroom_age_seconds_count") == 4 * ARTICLES + BROKEN
    assert total("sum(wireroom_children)") == 2
    assert total("sum(wireroom_children_resident_memory_bytes)") > 100e6


async def test_labels_have_the_values_of_their_lists_and_no_others(watched: Watched) -> None:
    allowed = {
        "service": {*READERS, "lag"},
        "stage": {"intake", "cleaning", "tagging"},
        "outcome": {"published", "stored", "dropped", "rejected", "failed"},
        "reason": {*map(str, Reason), ""},
        "dependency": {*DEPENDENCIES},
        "cause": {Reason.TIMED_OUT, Reason.CHILD_DIED, Reason.TOO_COMPLEX},
        "verdict": {OURS, THEIRS},
        "command": {*COMMANDS, "other"},
        "field": {*COVERED_FIELDS},
        "type": {*ENTITY_TYPES, "other"},
        "linked": {"yes", "no"},
        "topic": {*topology().all_topics},
    }
    for label, values in allowed.items():
        found = watched.prometheus.get(
            f"label/{label}/values", **{"match[]": '{job=~"wireroom.*"}'}
        )
        assert set(found) <= values, label
        assert found, label
    [series] = watched.prometheus.query('count({__name__=~"wireroom_.*"})').values()
    print(f"{series:.0f} series")
    assert series < 2000


async def test_every_rule_is_evaluated_and_none_fires_while_all_is_well(watched: Watched) -> None:
    groups = watched.prometheus.get("rules")["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    assert [(rule["name"], rule.get("lastError")) for rule in rules if rule["health"] != "ok"] == []
    recorded = {rule["name"] for rule in rules if rule["type"] == "recording"}
    for name in recorded:
        assert watched.prometheus.query(name), name
    alerts = [rule for rule in rules if rule["type"] == "alerting"]
    written = yaml.safe_load(shortened((DEPLOYED / "rules.yml").read_text()))["groups"]
    assert len(alerts) == sum("alert" in rule for group in written for rule in group["rules"])
    firing = watched.prometheus.firing()
    assert {alert for alert in firing if alert.split()[0] not in SLOW} == set()
    await falls_silent(watched)


async def test_a_service_that_is_gone(watched: Watched) -> None:
    storage = watched.pipeline.services["storage"]
    storage.end(signal.SIGKILL)
    articles = [one.model_dump_json().encode() for one in raw_articles(20, seed=5)]
    await watched.pipeline.publish(articles)
    target = f"127.0.0.1:{storage.port}"
    await fires(watched, f"WireroomServiceDown {target}")
    await fires(watched, "WireroomStalled storage")
    storage.start()
    await falls_silent(watched)


async def test_a_service_that_hangs(watched: Watched) -> None:
    """Its own metrics stand still; the broker's do not."""
    tagging = watched.pipeline.services["tagging"]
    assert tagging.process is not None
    tagging.process.send_signal(signal.SIGSTOP)
    try:
        articles = [one.model_dump_json().encode() for one in raw_articles(20, seed=6)]
        await watched.pipeline.publish(articles)
        await fires(watched, "WireroomStalled tagging")
    finally:
        tagging.process.send_signal(signal.SIGCONT)
    await falls_silent(watched)


async def test_lag_that_nobody_measures(watched: Watched) -> None:
    watched.lag.end(signal.SIGKILL)
    await fires(watched, "WireroomLagUnknown")
    watched.lag.start()
    await falls_silent(watched)


async def test_a_store_that_is_away(watched: Watched) -> None:
    watched.pipeline.store.end(signal.SIGKILL)
    articles = [one.model_dump_json().encode() for one in raw_articles(20, seed=7)]
    await watched.pipeline.publish(articles)
    await fires(watched, "WireroomDependencyAway intake")
    watched.pipeline.store.start()
    await falls_silent(watched)


async def test_a_publisher_that_sends_rubbish(watched: Watched) -> None:
    await watched.pipeline.publish([b"not json"] * 300)
    await fires(watched, "WireroomDeadLetterShare intake")
    await falls_silent(watched)


@pytest.fixture
def patient(watched: Watched, tmp_path: Path) -> Iterator[Prometheus]:
    """A second Prometheus with longer minutes: what it watches takes seconds to start."""
    prometheus = Prometheus(tmp_path / "patient", watched.targets, START_MINUTE)
    try:
        prometheus.wait(lambda: len(prometheus.query("up == 1")) == len(READERS) + 1)
        yield prometheus
    finally:
        prometheus.end()


async def test_children_that_die(watched: Watched, patient: Prometheus) -> None:
    cleaning = watched.pipeline.services["cleaning"]
    for number in range(16):
        for pid in children_of(cleaning.process):
            os.kill(pid, signal.SIGKILL)
        before = sum(cleaning.outcomes().values())
        [article] = raw_articles(1, seed=100 + number, paragraphs=1)
        await watched.pipeline.publish([article.model_dump_json().encode()])
        watched.prometheus.wait(lambda: sum(cleaning.outcomes().values()) > before)  # noqa: B023
    await fires(watched, "WireroomChildrenReplaced cleaning", patient)
    # The other one looks at its own times, and may have seen less by now.
    replaced = expression("WireroomChildrenReplaced")
    watched.prometheus.wait(lambda: watched.prometheus.query(replaced) != {})
    found = watched.prometheus.query(replaced)
    assert [dict(labels) for labels in found] == [{"service": "cleaning", "cause": "child_died"}]
    await falls_silent(watched)


async def test_a_service_that_starts_again_and_again(watched: Watched, patient: Prometheus) -> None:
    intake = watched.pipeline.services["intake"]
    start = f'process_start_time_seconds{{instance="127.0.0.1:{intake.port}"}}'
    for _ in range(5):
        before = patient.query(start)
        intake.end(signal.SIGKILL)
        intake.start()
        patient.wait(lambda: patient.query(start) not in ({}, before))  # noqa: B023
    await fires(watched, f"WireroomCrashLoop 127.0.0.1:{intake.port}", patient)
    found = watched.prometheus.query(expression("WireroomCrashLoop"))
    instances = {dict(labels)["instance"]: starts for labels, starts in found.items()}
    assert instances == {f"127.0.0.1:{intake.port}": pytest.approx(5, abs=1)}
    await falls_silent(watched)


async def fires(watched: Watched, alert: str, prometheus: Prometheus | None = None) -> None:
    asked = prometheus or watched.prometheus
    seconds = asked.wait(lambda: alert in asked.firing(), 90)
    print(f"{alert}: fired after {seconds:.0f} s, where a minute is {asked.minute:g} s")


async def falls_silent(watched: Watched) -> None:
    await watched.pipeline.quiet(60)
    watched.prometheus.wait(lambda: not watched.prometheus.firing(), 120)
