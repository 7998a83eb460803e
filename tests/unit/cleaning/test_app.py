"""Cleaning cleans the articles that it carries with it through its own processes."""

import pytest

from services.cleaning import app
from services.cleaning.app import CleaningSettings, open_stages
from tests.chaos.traps import BROKEN_FILE

pytestmark = pytest.mark.processes


async def test_its_own_articles_come_out() -> None:
    async with open_stages(CleaningSettings(children=1)) as [stage]:
        assert stage.probe is not None
        assert await stage.probe()


async def test_its_own_articles_fail_where_every_article_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "WORK", "tests.chaos.traps:work")
    monkeypatch.setenv(BROKEN_FILE, __file__)
    monkeypatch.setenv("PYTHONPATH", ".")
    async with open_stages(CleaningSettings(children=1)) as [stage]:
        assert stage.probe is not None
        assert not await stage.probe()


async def test_its_own_articles_fail_where_every_article_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app, "WORK", "tests.unit.runtime.pool.works:always_busy")
    monkeypatch.setenv("PYTHONPATH", ".")
    async with open_stages(CleaningSettings(children=1, child_seconds=0.2)) as [stage]:
        assert stage.probe is not None
        assert not await stage.probe()
