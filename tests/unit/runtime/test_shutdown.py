"""A service that is told to stop says so once, and is ended at its deadline."""

import os
from typing import Any

import pytest

from services.runtime import shutdown
from services.runtime.shutdown import shut_down_within
from services.runtime.telemetry.health import Health


class Timer:
    """Stands in for a thread's timer: never fires, and notes what it was asked for."""

    made: list["Timer"]

    def __init__(self, seconds: float, function: Any, arguments: tuple[int, ...]) -> None:
        self.asked = (seconds, function, arguments)
        self.daemon = False
        self.is_started = False
        Timer.made.append(self)

    def start(self) -> None:
        self.is_started = True


def test_the_deadline_ends_the_process_as_if_it_had_ended_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Timer.made = []
    monkeypatch.setattr(shutdown.threading, "Timer", Timer)
    health = Health(waiting_for=None, assigned=True)
    shut_down_within(health, 7.5)
    assert health.stopping
    assert health.not_ready_because(0) == "stopping"
    shut_down_within(health, 1.0)
    [timer] = Timer.made
    assert timer.asked == (7.5, os._exit, (0,))
    assert timer.is_started
    # Or it would keep a process alive that has ended by itself.
    assert timer.daemon
