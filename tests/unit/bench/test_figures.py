"""What the bench says of its figures: targets, noise, and what got worse."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.bench import report
from tests.bench.figures import Figure, Target, beside, compare

positive = st.floats(0.01, 1e6)
three = st.lists(positive, min_size=3, max_size=3)

MACHINE = dict.fromkeys(("cpu", "cores", "memory_gib", "python", "load_at_start", "load_at_end"), 1)


def rate(*values: float, more_is_better: bool = True) -> Figure:
    return Figure("rate", "articles/s", values, more_is_better)


def test_a_target_judges_the_median() -> None:
    assert Target("value", "at least", 10).holds(rate(9, 10, 50)) is True
    assert Target("value", "at most", 10).holds(rate(9, 11, 12)) is False
    assert Target("ratio", "at least", 1).holds(rate(9, 11, 12)) is None


def test_a_ratio_is_of_the_same_repeat() -> None:
    figure = beside("rate", "articles/s", [10, 20, 30], "bare", [20, 20, 20])
    assert figure.ratios == (0.5, 1.0, 1.5)
    assert figure.spread == 1.0


@pytest.mark.parametrize(
    ("before", "after", "more_is_better", "worse"),
    [
        ((100, 100, 100), (90, 90, 90), True, True),
        ((100, 100, 100), (96, 97, 98), True, False),
        ((100, 100, 100), (120, 120, 120), True, False),
        ((100, 100, 100), (120, 120, 120), False, True),
        ((80, 100, 120), (90, 90, 90), True, False),
        ((100,), (120,), False, False),
        ((100, 100, 100), (120,), False, False),
        ((100,), (130,), False, True),
    ],
)
def test_worse_is_by_more_than_its_own_noise(
    before: tuple[float, ...], after: tuple[float, ...], more_is_better: bool, worse: bool
) -> None:
    then, now = (rate(*one, more_is_better=more_is_better) for one in (before, after))
    [difference] = compare([then], [now])
    assert difference.is_worse is worse


def test_what_only_one_run_has_is_not_compared() -> None:
    assert compare([rate(1)], [Figure("other", "s", (1.0,))]) == []


@given(three, st.booleans())
def test_nothing_is_worse_than_itself(values: list[float], more_is_better: bool) -> None:
    figure = rate(*values, more_is_better=more_is_better)
    [difference] = compare([figure], [figure])
    assert difference.change == 0
    assert not difference.is_worse


@given(three, three, st.booleans())
def test_worse_one_way_is_not_worse_the_other_way(
    before: list[float], after: list[float], more_is_better: bool
) -> None:
    then, now = (rate(*one, more_is_better=more_is_better) for one in (before, after))
    [there], [back] = compare([then], [now]), compare([now], [then])
    assert not (there.is_worse and back.is_worse)


def test_a_run_is_kept_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    report.write(path, [beside("rate", "articles/s", [1, 2, 3], "bare", [2, 4, 6])], {"cores": 2})
    after = beside("rate", "articles/s", [1, 1, 1], "bare", [4, 4, 4])
    [difference] = compare(report.earlier(path), [after])
    assert difference.before == 0.5
    assert difference.after == 0.25
    assert difference.is_worse


@pytest.mark.parametrize(("is_tiny", "said"), [(False, True), (True, False)])
def test_a_tiny_load_is_not_judged(is_tiny: bool, said: bool) -> None:
    console = Console(width=150, record=True, file=io.StringIO())
    figure = Figure("rate", "articles/s", (1.0,), targets=(Target("value", "at least", 2),))
    report.show([figure], MACHINE, console, is_tiny)
    assert ("missed" in console.export_text()) is said


def test_the_table_in_markdown_has_as_many_cells_in_every_row() -> None:
    targets = (Target("value", "at least", 2), Target("ratio", "at least", 0.5))
    figure = beside("rate", "articles/s", [1, 1, 1], "bare", [2, 2, 2], targets=targets)
    [heading, rule, row, *_] = report.markdown([figure], MACHINE).splitlines()
    assert len({line.count("|") for line in (heading, rule, row)}) == 1
    assert row.endswith("| value ≥ 2: missed; ratio ≥ 0.5: met |")
