"""The collector leaves alone what stays."""

import gc
from collections.abc import Iterator

import pytest

from services.runtime.pool.gc_tuning import THRESHOLDS, freeze_gc


@pytest.fixture
def _restored() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_restored")
def test_what_is_there_is_frozen_and_cycles_are_collected_first() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    freeze_gc()
    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == THRESHOLDS
    assert gc.collect() == 0
