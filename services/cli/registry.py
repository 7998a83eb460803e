"""Finds services by name for the commands, and imports one only when it runs."""

import importlib
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from services.cli.errors import CommandError
from services.runtime.discovery import service_names

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from services.runtime.registration import ServiceSpec
    from services.runtime.service import App
    from services.runtime.stage import Stage

    Choice = str
else:
    Choice = StrEnum("Choice", {name.replace("-", "_"): name for name in service_names()})

ServiceName = Annotated[
    Choice, typer.Argument(metavar="SERVICE", help=f"One of: {', '.join(service_names())}.")
]
ServiceOption = Annotated[Choice | None, typer.Option("--service", help="Those of one service.")]


def find(name: str) -> "tuple[ServiceSpec, App]":
    """A service's registration and its app.

    Raises CommandError if there is no such service, it is no app, or a library that it needs is not
    installed.
    """
    from services.runtime.registration import topology

    if name not in topology():
        raise CommandError(f"{name}: no such service; there are {', '.join(topology())}")
    spec = topology()[name]
    try:
        app: Any = importlib.import_module(spec.app)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("services."):
            raise
        if missing.name.split(".")[0] == spec.app.split(".")[0]:
            raise CommandError(
                f"{name}: there is no module {missing.name}; its registration names {spec.app} as "
                "its app"
            ) from missing
        extra = spec.extra or "all"
        raise CommandError(
            f"{name} needs {missing.name}, which is not installed: "
            f"install wireroom[{extra}] or wireroom[all]"
        ) from missing
    for needed in ("settings_class", "open_stages"):
        if not hasattr(app, needed):
            raise CommandError(f"{name}: its app {spec.app} has no {needed}")
    return spec, app


def open_offline(name: str, app: "App") -> "AbstractAsyncContextManager[list[Stage]]":
    """The service's stages without Kafka and store. Raises CommandError if it has none."""
    from services.cli.load_settings import load

    offline: Any = getattr(app, "open_offline", None)
    if offline is None:
        raise CommandError(f"{name} has no stage that runs without Kafka")
    opened: AbstractAsyncContextManager[list[Stage]] = offline(
        load(app.settings_class, offline=True)
    )
    return opened
