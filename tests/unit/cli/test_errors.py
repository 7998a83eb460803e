"""What can be expected to go wrong is one line; what can't be is not hidden."""

import errno

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError, TopicAuthorizationFailedError
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    OperationFailure,
    ServerSelectionTimeoutError,
)

from services.cli.errors import CommandError, explain
from services.runtime.kafka.reader import ReadError
from services.runtime.mongo.client import outages
from services.runtime.pool.fork_server import ProcessCannotStart
from services.runtime.registration import BadRegistration
from services.runtime.retry import Lacking, Outage
from services.runtime.stage import WrongOutcomes

AWAY = "127.0.0.1:9: [Errno 111] Connection refused (configured timeouts: 5000.0ms), Timeout: 5s"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CommandError("just so"), "just so"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.txt"), "a.txt: No such"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "port is taken"),
        (ValueError("WIREROOM_X is no use"), "WIREROOM_X is no use"),
        (Outage("mongo", "nobody there"), "MongoDB is away: nobody there (WIREROOM_MONGO)"),
        (Outage("kafka", "nobody there"), "Kafka is away: nobody there (WIREROOM_KAFKA)"),
        (Lacking("kafka", "no topic a at h:1"), "no topic a at h:1"),
        (WrongOutcomes("rater gave None"), "rater gave None"),
        (ReadError("no broker at h:1 (WIREROOM_KAFKA)"), "no broker at h:1 (WIREROOM_KAFKA)"),
        (KafkaConnectionError("gone"), "no Kafka broker answers: "),
        (KafkaError("odd"), "Kafka: KafkaError: odd (WIREROOM_KAFKA)"),
        (TopicAuthorizationFailedError("t"), "WIREROOM_KAFKA_USERNAME"),
        (ServerSelectionTimeoutError(AWAY), "Connection refused (WIREROOM_MONGO)"),
        (AutoReconnect("no\nservers"), "MongoDB does not answer: no (WIREROOM_MONGO)"),
        (ConfigurationError("odd"), "MongoDB: odd (WIREROOM_MONGO)"),
        (OperationFailure("not allowed", 13), "MongoDB refuses us: not allowed (WIREROOM_MONGO)"),
        (OperationFailure("odd, full error: {'a': 1}", 59), "MongoDB: odd (WIREROOM_MONGO)"),
        (ModuleNotFoundError("No module named 'lmdb'", name="lmdb"), "install wireroom[all]"),
        (ProcessCannotStart("a process for x:y ended with 1"), "a process for x:y ended with 1"),
        (BadRegistration("two services are called x"), "registered wrongly: two services"),
    ],
)
def test_one_line(error: Exception, words: str) -> None:
    line = explain(error)
    assert line is not None
    assert words in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (OperationFailure("Authentication failed.", 18), "MongoDB refuses us: Authentication"),
        (ServerSelectionTimeoutError(AWAY), "MongoDB does not answer: 127.0.0.1:9: [Errno 111]"),
    ],
)
def test_what_a_service_would_wait_for_names_its_variable(cause: Exception, words: str) -> None:
    with pytest.raises(Outage) as raised, outages():
        raise cause
    line = explain(raised.value)
    assert line is not None
    assert line.startswith(words)
    assert line.endswith(" (WIREROOM_MONGO)")
    assert "configured" not in line


def test_a_bug_is_not_explained_away() -> None:
    assert explain(KeyError("x")) is None
    assert explain(ModuleNotFoundError("no", name="services.cli.nowhere")) is None
    assert explain(OSError("odd")) is None
