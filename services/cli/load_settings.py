"""Reads the settings, so that a wrong one is a line that names it; finds the running stack."""

import socket
import sys
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from services.cli.errors import CommandError
from services.cli.invocation import command
from services.cli.running_stack import RunningStack, find_running
from services.runtime.settings import Settings

S = TypeVar("S", bound=Settings)

REFUSAL_SECONDS = 1.0

_told: set[int] = set()


def load(settings_class: type[S], *, offline: bool = False, waits: bool = False) -> S:
    """The settings in the environment, and for what it leaves open those of the running stack.

    The running stack counts only where WIREROOM_KAFKA is its own, or neither that nor
    WIREROOM_MONGO is set: one system's Kafka never goes with another's MongoDB. ``offline`` is for
    commands that reach neither, ``waits`` for those that wait for both. Raises CommandError that
    names the wrong variables, or says that nothing runs at the addresses that nobody has set.
    """
    try:
        found = settings_class()
        stack = None if offline else find_running()
        given = found.model_fields_set
        if stack is None:
            if not offline and not waits and not {"kafka", "mongo"} & given:
                _find_anything(found)
            return found
        if {"kafka", "mongo"} & given and not ("kafka" in given and stack.is_at(found.kafka)):
            return found
        found = settings_class(**{k: v for k, v in stack.settings.items() if k not in given})
    except ValidationError as invalid:
        wrong = "; ".join(
            f"WIREROOM_{'.'.join(str(part) for part in error['loc']).upper()}: "
            + error["msg"].removeprefix("Value error, ")
            for error in invalid.errors(include_url=False, include_input=False)
        )
        raise CommandError(f"wrong setting: {wrong}") from None
    _tell(stack)
    return found


def _find_anything(found: Settings) -> None:
    """Raise CommandError if nothing listens where Kafka and MongoDB are by default.

    The driver of MongoDB would try for ten seconds, and not know of ``wireroom up``.
    """
    kafka, mongo = found.kafka, urlsplit(found.mongo.get_secret_value()).netloc
    if refuses(kafka) and refuses(mongo):
        raise CommandError(
            f"no Kafka broker answers at {kafka}, and no MongoDB at {mongo}: "
            f"`{command('up')}` starts both; WIREROOM_KAFKA and WIREROOM_MONGO name others"
        )


def refuses(address: str) -> bool:
    """Whether nobody listens at ``host:port``, as its machine says at once."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), REFUSAL_SECONDS).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False  # Who is there and slow is found out by those who need it.
    return False


def _tell(stack: RunningStack) -> None:
    """Say once on standard error which stack is used."""
    if stack.pid not in _told:
        _told.add(stack.pid)
        print(
            f"using the running stack: Kafka {stack.kafka}, MongoDB {stack.mongo}", file=sys.stderr
        )
