"""Lets a door ask the service that admits articles what it would say, without importing it.

That service is known by its registration: it reads ``articles.raw`` and stands in the audit. Its
app offers ``open_judge(settings)``, an async context manager that yields a ``Judge``.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, TypeAlias

from schemas.topics import RAW
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.stage import Message, Rejected


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The article that a message holds. ``is_duplicate`` says that it would be dropped."""

    article_id: str
    revision: str
    is_duplicate: bool


Judgement: TypeAlias = Foreseen | Rejected


class Judge(Protocol):
    """Says of messages what would become of them, in order; nothing is written."""

    async def judge(self, messages: Sequence[Message]) -> list[Judgement]:
        """Raises ``Outage`` while what it must ask is away."""


def open_judge(settings: Settings) -> AbstractAsyncContextManager[Judge]:
    """The judge of the service that admits articles, by ``settings`` and its own environment.

    Raises LookupError if no installed service offers one.
    """
    for spec in topology().audited:
        app: Any = import_module(spec.app) if RAW in spec.inputs else None
        if hasattr(app, "open_judge"):
            shared = {name: getattr(settings, name) for name in Settings.model_fields}
            opened: AbstractAsyncContextManager[Judge] = app.open_judge(
                app.settings_class(**shared)
            )
            return opened
    raise LookupError(f"no service offers to judge what comes onto {RAW.name}")
