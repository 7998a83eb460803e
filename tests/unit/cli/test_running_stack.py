"""Commands find the stack that runs, and never one that has ended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from services.cli.running_stack import (
    RunningStack,
    announcing,
    find_running,
    process_start,
    state_file,
)
from tests.conditions import wait_until


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path


@pytest.fixture
def other() -> Iterator[subprocess.Popen[bytes]]:
    """Another process that lives."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def stack(pid: int | None = None, started: str | None = None) -> RunningStack:
    pid = pid or os.getpid()
    return RunningStack(
        pid=pid,
        started=started or process_start(pid) or "",
        kafka="127.0.0.1:1",
        mongo="mongodb://127.0.0.1:2/",
        kafka_idempotence=False,
        kafka_broker_timestamps=False,
        kafka_session_timeout=6,
        status="http://127.0.0.1:3/",
        services={"intake": "http://127.0.0.1:4"},
        logs="/nowhere",
    )


def write(text: str) -> None:
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text(text)


def test_a_stack_is_found_while_it_is_announced(folder: Path) -> None:
    assert find_running() is None
    with announcing() as announcement:
        announcement.write(stack())
        assert state_file() == folder / "state" / "wireroom" / "running.json"
        assert find_running() == stack()
        assert announcement.refused is None
    assert find_running() is None
    assert list(state_file().parent.iterdir()) == []


def test_it_is_withdrawn_after_an_error() -> None:
    with suppress(RuntimeError), announcing() as announcement:
        announcement.write(stack())
        raise RuntimeError
    assert not state_file().exists()


@pytest.mark.processes
def test_a_stack_whose_process_has_ended_is_none(other: subprocess.Popen[bytes]) -> None:
    write(stack(other.pid).model_dump_json())
    assert find_running() is not None
    other.kill()
    # It has ended even before its parent asks how.
    wait_until(lambda: process_start(other.pid) is None)
    assert find_running() is None


def test_a_later_process_of_the_same_id_is_another() -> None:
    write(stack(started="1").model_dump_json())
    assert find_running() is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', "\x00", '{"pid": "x"}'])
def test_a_file_that_is_none_of_ours_is_none(text: str) -> None:
    write(text)
    assert find_running() is None
    with announcing() as announcement:
        announcement.write(stack())
        assert find_running() == stack()


@pytest.mark.processes
def test_a_stack_that_runs_already_keeps_its_place(other: subprocess.Popen[bytes]) -> None:
    write(stack(other.pid).model_dump_json())
    with announcing() as announcement:
        announcement.write(stack())
        assert announcement.refused == f"another stack is running (process {other.pid})"
        assert find_running() == stack(other.pid)
    assert find_running() == stack(other.pid)


def test_a_folder_that_can_not_be_written_is_told(folder: Path) -> None:
    (folder / "state").write_text("a file")
    with announcing() as announcement:
        announcement.write(stack())
        assert announcement.refused is not None
        assert str(folder / "state") in announcement.refused


def test_the_settings_are_those_that_reach_it() -> None:
    assert stack().settings == {
        "kafka": "127.0.0.1:1",
        "mongo": "mongodb://127.0.0.1:2/",
        "kafka_idempotence": False,
        "kafka_broker_timestamps": False,
        "kafka_session_timeout": 6,
    }


def test_its_broker_is_known_by_both_names_of_this_machine() -> None:
    assert stack().is_at("127.0.0.1:1")
    assert stack().is_at("localhost:1")
    assert not stack().is_at("127.0.0.1:12")
    assert not stack().is_at("kafka-1:1")
