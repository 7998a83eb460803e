"""Knows the four services by name, and imports one only when it is asked for."""

import importlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from services.cli.errors import CommandError

if TYPE_CHECKING:
    from services.runtime.settings import Settings
    from services.runtime.stage import Stage

OpenStage = Callable[[Any], AbstractAsyncContextManager["Stage"]]


class Service(StrEnum):
    """The services, in the order in which an article passes through them."""

    INTAKE = "intake"
    CLEANING = "cleaning"
    TAGGING = "tagging"
    STORAGE = "storage"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a service's ``app`` module offers."""

    settings_class: "type[Settings]"
    open_stage: OpenStage
    open_offline: OpenStage


def find(service: Service) -> Entry:
    """The service's entry. Raises CommandError if a library that it needs is not installed."""
    module = f"services.{service}.app"
    try:
        app = importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("services."):
            raise
        raise CommandError(
            f"{service} needs {missing.name}, which is not installed: "
            f"install wireroom[{service}] or wireroom[all]"
        ) from missing
    return Entry(app.settings_class, app.open_stage, app.open_offline)
