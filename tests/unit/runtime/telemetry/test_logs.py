"""Log lines are JSON, say which article, repeat no more than is useful, and quote no bodies."""

import json
import logging
from collections.abc import Iterator

import pytest

from services.runtime.escaping import HARMFUL
from services.runtime.records import Record
from services.runtime.telemetry import logs
from services.runtime.testing import MemoryBroker
from tests.integration.echo import ECHO, ECHO_IN


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


async def test_a_rejected_message_is_one_line_that_says_which(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("echo", "INFO", "json")
    memory = MemoryBroker()
    trace = b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01"
    memory._append(Record(ECHO_IN.name, b"c" * 32, b"bad", (("traceparent", trace),)))
    await memory.run(ECHO)
    [line] = said(capsys)
    assert line["level"] == "WARNING"
    assert line["service"] == "echo"
    assert (line["outcome"], line["reason"]) == ("rejected", "bad_json")
    assert line["article_id"] == "c" * 32
    assert line["trace_id"] == "a" * 32
    assert str(line["lies_at"]).startswith(f"{ECHO_IN.name}/")


async def test_many_alike_are_few_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("echo", "INFO", "json")
    memory = MemoryBroker()
    for number in range(200):
        memory._append(Record(ECHO_IN.name, b"%d" % number, b"bad" if number % 2 else None))
    await memory.run(ECHO)
    reasons = [line["reason"] for line in said(capsys)]
    assert reasons.count("bad_json") == logs.REPEATS
    assert reasons.count("no_value") == logs.REPEATS


def record(at: float, level: int = logging.WARNING) -> logging.LogRecord:
    made = logging.LogRecord("x", level, __file__, 1, "away %s", ("now",), None)
    made.created = at
    return made


def test_after_a_minute_a_line_says_what_was_left_out() -> None:
    repeats = logs.Repeats()
    passed = [repeats.filter(record(second)) for second in range(60)]
    assert passed == [True] * logs.REPEATS + [False] * (60 - logs.REPEATS)
    later = record(61)
    assert repeats.filter(later)
    assert vars(later)["left_out"] == 60 - logs.REPEATS
    next_one = record(62)
    assert repeats.filter(next_one)
    assert "left_out" not in vars(next_one)


def test_an_error_is_never_left_out() -> None:
    repeats = logs.Repeats()
    assert all(repeats.filter(record(0, logging.ERROR)) for _ in range(100))


def test_a_body_that_an_error_quotes_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("echo", "INFO", "json")
    body = "word " * 10_000
    try:
        raise ValueError(body)
    except ValueError as error:
        logging.getLogger("x").error("unexpected: %r", error, exc_info=error)
    [line] = said(capsys)
    assert len(str(line["message"])) == logs.MESSAGE_LENGTH
    assert "in test_a_body_that_an_error_quotes_is_cut" in str(line["exception"])
    assert str(line["exception"]).count("word") <= logs.ERROR_LENGTH / len("word ")


def test_the_console_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("echo", "INFO", "console")
    logging.getLogger("x").warning("rejected", extra={"lies_at": "articles.raw/3/7"})
    assert (
        capsys.readouterr().err.rstrip().endswith("WARNING echo      rejected  (articles.raw/3/7)")
    )


@pytest.mark.parametrize("style", ["json", "console"])
def test_strangers_text_commands_no_terminal(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = "\x1b[31m\x9b2J\u202e\udc9b\r\n12:00:00 ERROR forged"
    logs.configure("echo", "INFO", style)
    logging.getLogger("x").warning("bad: %s", nasty, extra={"lies_at": nasty, "reason": nasty})
    told = capsys.readouterr().err
    assert not HARMFUL.search(told)
    assert len(told.splitlines()) == 1
    if style == "json":
        line = json.loads(told)
        assert (line["message"], line["reason"]) == (f"bad: {nasty}", nasty)


@pytest.mark.parametrize("style", ["json", "console"])
def test_what_is_left_out_is_told_by_the_last_line_and_at_the_end(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    logs.configure("echo", "INFO", style)
    for number in range(logs.REPEATS + 7):
        logging.getLogger("ferry").warning("late by %d", number)
    [handler] = logging.getLogger().handlers
    handler.close()
    handler.close()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == logs.REPEATS + 1
    told = ["more such lines are left out for 60 s" in line for line in lines]
    assert told == [False] * (logs.REPEATS - 1) + [True, False]
    assert "7 lines like earlier ones were left out" in lines[-1]


def test_where_nothing_was_left_out_nothing_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("echo", "INFO", "console")
    logging.getLogger("ferry").warning("late")
    logging.getLogger().handlers[0].close()
    assert len(capsys.readouterr().err.splitlines()) == 1
