"""What a command waits for is told: moving on a terminal, in plain lines elsewhere."""

import re
from io import StringIO

import pytest

from services.cli.progress_display import ProgressDisplay
from tests.conditions import wait_until


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def until(stream: StringIO, pattern: str) -> str:
    """The text of the stream, once it holds the pattern."""
    wait_until(lambda: re.search(pattern, stream.getvalue()))
    return stream.getvalue()


def test_plain_lines_come_again_and_again_while_nothing_else_is_said() -> None:
    stream = StringIO()
    with ProgressDisplay(stream, heartbeat=0.01) as display:
        display.say("broker [ready] at http://127.0.0.1:1/")
        display.waiting_for("waiting for store [x]", 1, 2)
        text = until(stream, r"(s  … waiting for store \[x\]\n.*){3}")
    assert re.fullmatch(
        r" +\d\.\d s  broker \[ready\] at http://127.0.0.1:1/\n( +\d+\.\d s  … .*\n)+", text
    )
    assert "\x1b" not in text
    told = stream.getvalue()
    display.waiting_for("nothing any more")
    assert stream.getvalue() == told, "after the end nothing is told"


def test_nothing_is_told_of_a_wait_that_is_over() -> None:
    stream = StringIO()
    with ProgressDisplay(stream, heartbeat=0.01) as display:
        display.waiting_for("waiting")
        until(stream, "waiting")
        display.waiting_for("")
        told = stream.getvalue()
        display.say("next")
    assert stream.getvalue().removeprefix(told).count("\n") <= 2


def test_what_is_over_at_once_is_not_told() -> None:
    stream = StringIO()
    with ProgressDisplay(stream) as display:
        display.waiting_for("waiting")
    assert stream.getvalue() == ""


def test_on_a_terminal_the_line_moves_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    with ProgressDisplay(stream) as display:
        display.waiting_for("waiting for " + "a store " * 20, 1, 2)
        display.say("broker ready")
        until(stream, r"waiting for .*…")
    assert re.search(r"  \d\.\d s  broker ready", stream.getvalue())
    assert stream.getvalue().rstrip().endswith("\x1b[2K"), "the moving line is wiped out"


def test_a_dumb_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with ProgressDisplay(stream, heartbeat=0.01) as display:
        display.waiting_for("waiting")
        assert "\x1b" not in until(stream, r"s  … waiting\n")
