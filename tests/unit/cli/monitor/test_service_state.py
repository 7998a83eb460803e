"""What operators see follows from what the services say, moment after moment."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli.monitor.scrape import Scrape, parse
from services.cli.monitor.service_state import Row, Watch, summary


def page(service: str, published: int, dead: int = 0, young: int = 0) -> str:
    """A service's metrics; ``young`` of its articles ended within a second."""
    total = published + dead
    return f"""
wireroom_build_info{{service="{service}",version="1"}} 1.0
wireroom_messages_total{{service="{service}",outcome="published",reason=""}} {published}
wireroom_messages_total{{service="{service}",outcome="rejected",reason="bad_json"}} {dead}
wireroom_age_seconds_bucket{{service="{service}",le="1.0"}} {young}
wireroom_age_seconds_bucket{{service="{service}",le="60.0"}} {total}
wireroom_age_seconds_bucket{{service="{service}",le="+Inf"}} {total}
process_resident_memory_bytes 1048576
"""


def lag_page(**waiting: int) -> str:
    lines = [
        f'wireroom_lag_messages{{service="{s}",partition="0"}} {n}' for s, n in waiting.items()
    ]
    lines += [
        f'wireroom_waiting_seconds{{service="{s}",partition="0"}} {n}' for s, n in waiting.items()
    ]
    return '\nwireroom_build_info{service="lag",version="1"} 1.0\n' + "\n".join(lines) + "\n"


def at(moment: float, *pages: str, state: str = "ready") -> list[Scrape]:
    return [parse(f"http://h:{n}", moment, state, text) for n, text in enumerate(pages, 1)]


def test_rates_and_ages_are_those_of_the_last_seconds() -> None:
    watch = Watch()
    watch.see(at(100, page("intake", 1000, young=1000)))
    [row] = watch.see(at(105, page("intake", 1050, young=1000)))
    assert row == Row(
        "intake", "ready", "http://h:1", rate=10.0, lag=None, oldest=None, age=60.0, ended=1050,
        memory=1048576,
    )  # fmt: skip


def test_old_looks_are_forgotten() -> None:
    watch = Watch()
    for moment in range(0, 100, 2):
        rows = watch.see(at(moment, page("intake", moment * (1 if moment < 50 else 3))))
    assert rows[0].rate == pytest.approx(3.0)


def test_lag_comes_from_its_exporter_which_has_no_row() -> None:
    rows = Watch().see(at(1, page("storage", 5, dead=2), lag_page(storage=7, intake=0)))
    assert [(row.service, row.lag, row.oldest, row.dead) for row in rows] == [
        ("storage", 7, 7.0, 2)
    ]


def test_replicas_are_told_apart_and_counted_together() -> None:
    watch = Watch()
    watch.see(at(0, page("storage", 0), page("storage", 0), page("intake", 0)))
    rows = watch.see(at(10, page("storage", 10), page("storage", 30), page("intake", 0)))
    assert [(row.service, row.rate) for row in rows] == [
        ("intake", 0.0), ("storage-1", 1.0), ("storage-2", 3.0)
    ]  # fmt: skip
    assert summary(rows, 0).words.startswith(
        "All services are ready. 40 stored since they started, 4.0 a second now;"
    )
    assert set(watch.view()["series"]["rate"]) == {"intake", "storage-1", "storage-2"}


def test_a_service_that_starts_anew_has_no_negative_rate() -> None:
    watch = Watch()
    watch.see(at(1, page("intake", 1000)))
    [row] = watch.see(at(2, page("intake", 3)))
    assert row.rate == 0
    assert row.age is None


def test_a_service_that_does_not_answer_keeps_its_name() -> None:
    watch = Watch()
    watch.see(at(1, page("intake", 1000)))
    [row] = watch.see([Scrape("http://h:1", 2)])
    assert (row.service, row.state, row.rate) == ("intake", "does not answer", None)
    assert not row.answers
    assert summary([row], 0) == ("ill", "Not ready: intake: does not answer.")


def test_the_summary_names_what_waits_most() -> None:
    rows = [
        Row("tagging", "ready", lag=12, oldest=3.0),
        Row("storage", "ready", rate=2.5, lag=1, ended=10, dropped=1, dead=2),
    ]
    ready = "All services are ready. 7 stored since they started, 2.5 a second now; "
    assert summary(rows, 0) == ("well", ready + "12 waiting for tagging, the oldest for 3 s.")
    assert summary([], 0) == ("warn", "The services are starting.")


def test_dead_letters_are_never_well() -> None:
    rows = [Row("storage", "ready", ended=14)]
    level, words = summary(rows, 2)
    assert level == "warn"
    assert words.endswith("nothing is waiting. 2 messages did not get through (dead letters).")
    level, words = summary([Row("storage", "does not answer")], 1)
    assert level == "ill"
    assert words.endswith("does not answer. 1 message did not get through (dead letters).")


def test_why_messages_ended_is_counted() -> None:
    [row] = Watch().see(at(1, page("intake", 5, dead=2)))
    assert (row.ended, row.dead, row.reasons) == (7, 2, {"rejected bad_json": 2})


def test_the_exporter_tells_of_dead_letters() -> None:
    watch = Watch()
    watch.see(at(1, page("intake", 5)))
    assert watch.dead_letters is None
    more = "".join(f'wireroom_dead_letters{{topic="{t}"}} {n}\n' for t, n in (("a", 2), ("b", 1)))
    watch.see(at(2, page("intake", 5), lag_page(intake=0) + more))
    assert watch.dead_letters == 3


def test_nobody_is_asked_before_the_services_start() -> None:
    watch = Watch()
    assert watch.see([]) == watch.rows == []


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=2, max_size=2), min_size=1, max_size=20))
def test_a_view_is_always_json_and_its_series_have_one_length(counts: list[list[int]]) -> None:
    watch = Watch(moments=10)
    for moment, (published, dead) in enumerate(counts):
        watch.see(at(moment * 3.0, page("cleaning", published, dead), lag_page(cleaning=dead)))
    view = json.loads(json.dumps(watch.view(), allow_nan=False))
    assert len(view["times"]) == min(len(counts), 10)
    for series in view["series"].values():
        assert {len(values) for values in series.values()} == {len(view["times"])}
