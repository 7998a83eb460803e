"""Turns what can be expected to go wrong into one clear line; anything else is a bug and shows."""

import errno
import sys


class CommandError(Exception):
    """What the user must know, in one line; the command ends with ``code``."""

    def __init__(self, line: str, code: int = 1) -> None:
        super().__init__(line)
        self.code = code


OURS = ("services", "schemas")
"""A module of ours that is missing is a bug."""
REFUSED = (11, 13, 18)
"""MongoDB's codes UserNotFound, Unauthorized and AuthenticationFailed."""
KAFKA_REFUSALS = (
    "TopicAuthorizationFailedError",
    "GroupAuthorizationFailedError",
    "ClusterAuthorizationFailedError",
    "SaslAuthenticationFailed",
    "AuthenticationFailedError",
)
SET_MONGO = "(WIREROOM_MONGO)"
SET_KAFKA = "(WIREROOM_KAFKA)"
SET_USER = "(WIREROOM_KAFKA_USERNAME, _PASSWORD)"


def explain(error: BaseException) -> str | None:
    """The line that says what went wrong and which variable to set; None if nobody expected it."""
    if isinstance(error, CommandError):
        return str(error)
    if isinstance(error, OSError):
        return _explain_os(error)
    if isinstance(error, ModuleNotFoundError) and not (error.name or "").startswith(OURS):
        return f"{error.name} is not installed: install wireroom[all]"
    if isinstance(error, ValueError) and str(error).startswith("WIREROOM_"):
        return _first_line(error)
    if _is(error, "services.runtime.retry", "Outage"):
        return _explain_outage(error)
    if _is(error, "services.runtime.kafka.reader", "ReadError"):
        return str(error)
    if _is(error, "services.runtime.stage", "WrongOutcomes"):
        return str(error)
    if _is(error, "services.runtime.pool.fork_server", "ProcessCannotStart"):
        return str(error)
    if _is(error, "services.runtime.registration", "BadRegistration"):
        return f"a service is registered wrongly: {_first_line(error)}"
    return _explain_mongo(error) or _explain_kafka(error)


def _explain_outage(error: BaseException) -> str:
    """A command does not wait, so what a service calls an outage may be a wrong setting."""
    if _is(error, "services.runtime.retry", "Lacking"):
        return _first_line(error)
    known = error.__cause__ and (_explain_mongo(error.__cause__) or _explain_kafka(error.__cause__))
    if known:
        return known
    what, _, cause = _first_line(error).partition(" is away: ")
    name, variable = {"mongo": ("MongoDB", SET_MONGO), "kafka": ("Kafka", SET_KAFKA)}.get(
        what, (what, "")
    )
    return f"{name} is away: {cause} {variable}".rstrip()


def _explain_mongo(error: BaseException) -> str | None:
    if not _is(error, "pymongo.errors", "PyMongoError"):
        return None
    if getattr(error, "code", None) in REFUSED:
        return f"MongoDB refuses us: {_first_line(error)} {SET_MONGO}"
    if _is(error, "pymongo.errors", "ConnectionFailure"):
        # The driver's words run on into its timeouts and its view of every server.
        cause = _first_line(error).partition(" (configured")[0]
        return f"MongoDB does not answer: {cause} {SET_MONGO}"
    return f"MongoDB: {_first_line(error)} {SET_MONGO}"


def _explain_kafka(error: BaseException) -> str | None:
    if not _is(error, "aiokafka.errors", "KafkaError"):
        return None
    if _is(error, "aiokafka.errors", "KafkaConnectionError", "NodeNotReadyError"):
        return f"no Kafka broker answers: {_first_line(error)} {SET_KAFKA}"
    if _is(error, "aiokafka.errors", *KAFKA_REFUSALS):
        return f"Kafka refuses us: {_first_line(error)} {SET_USER}"
    return f"Kafka: {_first_line(error)} {SET_KAFKA}"


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
