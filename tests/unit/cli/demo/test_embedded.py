"""What the embedded parts are started with."""

import os

import pytest

from services.cli.demo.embedded import store_cache

MIB = 2**20


@pytest.mark.parametrize(("mib", "cache"), [(512, "256M"), (1600, "288M"), (16384, "7680M")])
def test_the_store_fills_half_of_the_memory_beyond_a_gib(
    mib: int, cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = {"SC_PHYS_PAGES": mib * MIB // 4096, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", machine.__getitem__)
    assert store_cache() == cache
