"""What can be expected to go wrong is one line; what can't be is not hidden."""

import errno

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from services.cli.errors import CommandError, explain
from services.runtime.retry import Outage


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CommandError("just so"), "just so"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a.txt"), "a.txt: No such"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "port is taken"),
        (ValueError("WIREROOM_X is no use"), "WIREROOM_X is no use"),
        (Outage("mongo", "nobody there"), "mongo is away: nobody there"),
        (KafkaConnectionError("gone"), "broker is away"),
        (KafkaError("odd"), "Kafka: "),
        (ServerSelectionTimeoutError("no\nservers"), "store is away"),
        (OperationFailure("not allowed", 13), "MongoDB refuses us: not allowed (WIREROOM_MONGO)"),
        (OperationFailure("odd, full error: {'a': 1}", 59), "MongoDB: odd"),
    ],
)
def test_one_line(error: Exception, words: str) -> None:
    line = explain(error)
    assert line is not None
    assert words in line
    assert "\n" not in line


def test_a_bug_is_not_explained_away() -> None:
    assert explain(KeyError("x")) is None
    assert explain(OSError("odd")) is None
