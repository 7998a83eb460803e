"""What takes long says so, and what does not is silent."""

import asyncio
import io

import pytest
from rich.console import Console

from services.cli.messages.progress_bar import ProgressBar, told_if_slow


def test_without_a_terminal_there_is_a_line_now_and_then() -> None:
    out, now = io.StringIO(), [0.0]
    with ProgressBar(Console(file=out), "publishing", 200, clock=lambda: now[0]) as bar:
        for second in range(14):
            now[0] = second / 1.0
            bar.update(second * 10, f"{second} published")
    assert out.getvalue().splitlines() == [
        "publishing: 2 published (10 %)",
        "publishing: 7 published (35 %)",
        "publishing: 12 published (60 %)",
    ]


def test_nobody_may_know_the_total() -> None:
    out, now = io.StringIO(), [0.0]
    with ProgressBar(Console(file=out), "publishing", None, clock=lambda: now[0]) as bar:
        now[0] = 3.0
        bar.update(0, "2 published")
        bar.say("a [bold]line")
    assert out.getvalue() == "publishing: 2 published\na [bold]line\n"


def test_on_a_terminal_there_is_a_bar_and_nothing_is_left_of_it() -> None:
    out = io.StringIO()
    with ProgressBar(Console(file=out, force_terminal=True), "publishing", 10) as bar:
        bar.update(5, "2 published")
    assert "publishing" in out.getvalue()
    assert out.getvalue().rstrip().endswith("\x1b[2K")


async def test_only_what_is_slow_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with told_if_slow("waiting for Kafka", 60):
        await asyncio.sleep(0)
    assert capsys.readouterr().err == ""
    with told_if_slow("waiting for Kafka", 0):
        for _ in range(3):
            await asyncio.sleep(0)
    assert capsys.readouterr().err == "waiting for Kafka\n"
