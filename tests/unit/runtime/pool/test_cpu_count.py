"""A container's share of the processors is what counts, not the machine's."""

import os
from pathlib import Path

import pytest

from services.runtime.pool.cpu_count import cpu_count
from services.runtime.pool.settings import PoolSettings
from services.runtime.settings import Settings


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("20000 100000\n", 1),
        ("max 100000\n", 6),
        ("6400000 100000\n", 6),
        ("", 6),
    ],
)
def test_the_least_of_quota_and_affinity(
    quota: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(6)), raising=False)
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    assert cpu_count(file) == expected
    assert cpu_count(tmp_path / "none") == 6


def test_batches_grow_with_the_children_unless_told() -> None:
    assert PoolSettings(children=4, child_chunk=8).most_together == 64
    assert PoolSettings(children=4, child_chunk=8, batch_size=50).most_together == 50
    assert PoolSettings(children=0).child_count == cpu_count()
    assert Settings(batch_size=50).most_together == 50
