"""A service is found by name; what it lacks is said in one line."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from services.cli import registry
from services.cli.errors import CommandError
from services.cli.registry import find, open_offline
from services.runtime.discovery import registered, service_names
from services.runtime.registration import topology
from services.runtime.settings import Settings


def test_the_names_are_those_of_the_registrations() -> None:
    assert sorted(service_names()) == sorted(topology())
    assert [one.name for one in registered()] == service_names()


def test_no_such_service() -> None:
    with pytest.raises(CommandError, match="nonsense: no such service; there are intake, "):
        find("nonsense")


def missing(name: str | None) -> Any:
    def load(module: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    return load


def test_a_library_that_is_not_installed_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry.importlib, "import_module", missing("trafilatura"))
    with pytest.raises(CommandError, match=r"cleaning needs trafilatura.*wireroom\[cleaning\]"):
        find("cleaning")
    with pytest.raises(CommandError, match=r"install wireroom\[all\] or"):
        find("intake")


@pytest.mark.parametrize("name", ["services.cleaning.gone", None])
def test_a_module_of_ours_that_is_missing_is_a_bug(
    monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    monkeypatch.setattr(importlib, "import_module", missing(name))
    with pytest.raises(ModuleNotFoundError):
        find("cleaning")


async def test_a_service_without_an_offline_stage_says_so() -> None:
    @asynccontextmanager
    async def offline(settings: Settings) -> AsyncIterator[list[str]]:
        yield [type(settings).__name__]

    app: Any = SimpleNamespace(settings_class=Settings, open_offline=offline)
    async with open_offline("x", app) as stages:
        assert stages == ["Settings"]
    with pytest.raises(CommandError, match="x has no stage that runs without Kafka"):
        open_offline("x", SimpleNamespace(settings_class=Settings))  # type: ignore[arg-type]


def test_a_mistyped_app_is_no_library_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = replace(topology()["intake"], name="rater", app="wireroom_rater.ap")
    monkeypatch.setattr("services.runtime.registration.topology", lambda: {"rater": spec})
    for name in ("wireroom_rater.ap", "wireroom_rater"):
        monkeypatch.setattr(registry.importlib, "import_module", missing(name))
        with pytest.raises(CommandError, match=rf"rater: there is no module {name};.*rater\.ap "):
            find("rater")


@pytest.mark.parametrize("lost", ["settings_class", "open_stages"])
def test_what_an_app_lacks_is_named(monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    app = SimpleNamespace(settings_class=Settings, open_stages=None)
    delattr(app, lost)
    monkeypatch.setattr(registry.importlib, "import_module", lambda _: app)
    with pytest.raises(
        CommandError, match=rf"storage: its app services\.storage\.app has no {lost}"
    ):
        find("storage")
