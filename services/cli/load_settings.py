"""Reads the settings, so that a wrong one is a line that names it; finds the running stack."""

import sys
from typing import TypeVar

from pydantic import ValidationError

from services.cli.errors import CommandError
from services.cli.running_stack import RunningStack, find_running
from services.runtime.settings import Settings

S = TypeVar("S", bound=Settings)

_told: set[int] = set()


def load(settings_class: type[S], *, offline: bool = False) -> S:
    """The settings in the environment, and for what it leaves open those of the running stack.

    The running stack counts only where WIREROOM_KAFKA is its own, or neither that nor
    WIREROOM_MONGO is set: one system's Kafka never goes with another's MongoDB. ``offline`` is for
    commands that reach neither. Raises CommandError that names the wrong variables.
    """
    try:
        found = settings_class()
        stack = None if offline else find_running()
        if stack is None:
            return found
        given = found.model_fields_set
        is_its_own = found.kafka.replace("localhost", "127.0.0.1") == stack.kafka
        if {"kafka", "mongo"} & given and not ("kafka" in given and is_its_own):
            return found
        found = settings_class(**{k: v for k, v in stack.settings.items() if k not in given})
    except ValidationError as invalid:
        wrong = "; ".join(
            f"WIREROOM_{'.'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
            for error in invalid.errors(include_url=False, include_input=False)
        )
        raise CommandError(f"wrong setting: {wrong}") from None
    _tell(stack)
    return found


def _tell(stack: RunningStack) -> None:
    """Say once on standard error which stack is used."""
    if stack.pid not in _told:
        _told.add(stack.pid)
        print(
            f"using the running stack: Kafka {stack.kafka}, MongoDB {stack.mongo}", file=sys.stderr
        )
