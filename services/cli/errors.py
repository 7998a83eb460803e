"""Turns what can be expected to go wrong into one clear line; anything else is a bug and shows."""

import errno
import sys


class CommandError(Exception):
    """What the user must know, in one line; the command ends with ``code``."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


_VARIABLES = {"kafka": "WIREROOM_KAFKA", "mongo": "WIREROOM_MONGO"}
"""Where what can be away is to be found."""


def explain(error: BaseException) -> str | None:
    """The line that says what went wrong, or None if nobody expected it."""
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, OSError):
        return _explain_os(error)
    if isinstance(error, ValueError) and str(error).startswith("WIREROOM_"):
        return _first_line(error)
    if _is(error, "services.runtime.retry", "Outage"):
        variable = _VARIABLES.get(getattr(error, "dependency", ""))
        return f"{error} ({variable})" if variable else str(error)
    if _is(error, "services.runtime.kafka.reader", "ReadError"):
        return str(error)
    if _is(error, "services.runtime.pool.pool", "ChildCannotStart"):
        return str(error)
    if _is(error, "pymongo.errors", "ServerSelectionTimeoutError", "AutoReconnect"):
        return "the store is away: MongoDB does not answer (WIREROOM_MONGO)"
    if _is(error, "pymongo.errors", "OperationFailure") and getattr(error, "code", 0) in (13, 18):
        return f"MongoDB refuses us: {_first_line(error)} (WIREROOM_MONGO)"
    if _is(error, "pymongo.errors", "PyMongoError"):
        return f"MongoDB: {_first_line(error)}"
    if _is(error, "aiokafka.errors", "KafkaConnectionError", "NodeNotReadyError"):
        return f"the broker is away: {_first_line(error)} (WIREROOM_KAFKA)"
    if _is(error, "aiokafka.errors", "KafkaError"):
        return f"Kafka: {_first_line(error)}"
    return None


def _explain_os(error: OSError) -> str | None:
    if error.errno == errno.EADDRINUSE:
        return f"the port is taken: {error.strerror}"
    if error.filename is None or error.strerror is None:
        return None
    return f"{error.filename}: {error.strerror}"


def _first_line(error: BaseException) -> str:
    # The driver adds the whole answer of its server.
    return (str(error).partition(", full error:")[0].splitlines() or [type(error).__name__])[0]


def _is(error: BaseException, module: str, *names: str) -> bool:
    """Whether it is one of those, without importing a library that nobody has used."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(
        error, tuple(kind for name in names if (kind := getattr(loaded, name, None)))
    )
