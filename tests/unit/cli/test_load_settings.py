"""Settings come from the environment, and for what it leaves open from the running stack."""

import os
import socket
from pathlib import Path

import pytest

from services.cli import load_settings
from services.cli.errors import CommandError
from services.cli.load_settings import load
from services.cli.running_stack import announcing
from services.runtime.settings import Settings
from tests.unit.cli.test_running_stack import stack


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(load_settings, "_told", set())
    monkeypatch.setattr(load_settings, "refuses", lambda _: False)
    for name in list(os.environ):
        if name.startswith("WIREROOM_"):
            monkeypatch.delenv(name)


def addresses(settings: Settings) -> tuple[str, str, bool, float]:
    return (
        settings.kafka,
        settings.mongo.get_secret_value(),
        settings.kafka_idempotence,
        settings.kafka_session_timeout,
    )


DEFAULTS = ("127.0.0.1:9092", "mongodb://127.0.0.1:27017", True, 30.0)


def test_without_a_stack_the_defaults_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert addresses(load(Settings)) == DEFAULTS
    assert capsys.readouterr() == ("", "")


def test_the_running_stack_is_used_and_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with announcing() as announcement:
        announcement.write(stack())
        for _ in range(2):
            assert addresses(load(Settings)) == ("127.0.0.1:1", "mongodb://127.0.0.1:2/", False, 6)
        assert addresses(load(Settings, offline=True)) == DEFAULTS
    out, said = capsys.readouterr()
    assert out == ""
    assert said == "using the running stack: Kafka 127.0.0.1:1, MongoDB mongodb://127.0.0.1:2/\n"
    assert addresses(load(Settings)) == DEFAULTS


@pytest.mark.parametrize("name", ["WIREROOM_KAFKA", "WIREROOM_MONGO", "wireroom_kafka"])
def test_one_system_is_never_mixed_with_another(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "mongodb://elsewhere:5")
    with announcing() as announcement:
        announcement.write(stack())
        kafka, mongo, idempotence, timeout = addresses(load(Settings))
    assert "mongodb://elsewhere:5" in (kafka, mongo)
    assert {kafka, mongo} <= {"mongodb://elsewhere:5", *DEFAULTS[:2]}
    assert (idempotence, timeout) == DEFAULTS[2:]
    assert capsys.readouterr().err == ""


def test_a_variable_always_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_KAFKA_SESSION_TIMEOUT", "12")
    monkeypatch.setenv("WIREROOM_BATCH_SIZE", "7")
    with announcing() as announcement:
        announcement.write(stack())
        settings = load(Settings)
    assert addresses(settings) == ("127.0.0.1:1", "mongodb://127.0.0.1:2/", False, 12)
    assert settings.batch_size == 7


def test_its_own_address_is_the_stacks_with_all_that_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with announcing() as announcement:
        announcement.write(stack())
        for written in ("127.0.0.1:1", "localhost:1"):
            monkeypatch.setenv("WIREROOM_KAFKA", written)
            assert addresses(load(Settings)) == (written, "mongodb://127.0.0.1:2/", False, 6)
        monkeypatch.setenv("WIREROOM_MONGO", "mongodb://elsewhere:5")
        assert addresses(load(Settings)) == (written, "mongodb://elsewhere:5", False, 6)


def test_where_nothing_runs_it_is_said_at_once_with_what_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(load_settings, "refuses", lambda address: not asked.append(address))
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:9092, and .*27017: `.* up` starts both"):
        load(Settings)
    assert asked == ["127.0.0.1:9092", "127.0.0.1:27017"]
    for options in ({"offline": True}, {"waits": True}):
        assert addresses(load(Settings, **options)) == DEFAULTS
    monkeypatch.setenv("WIREROOM_MONGO", "mongodb://elsewhere:5")
    assert load(Settings).kafka == DEFAULTS[0]
    monkeypatch.delenv("WIREROOM_MONGO")
    monkeypatch.setattr(load_settings, "refuses", lambda address: "9092" in address)
    assert addresses(load(Settings)) == DEFAULTS


def test_only_a_refusal_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with socket.socket() as closed, socket.create_server(("127.0.0.1", 0)) as open_one:
        closed.bind(("127.0.0.1", 0))  # Taken, and nobody listens.
        assert load_settings.refuses(f"127.0.0.1:{closed.getsockname()[1]}")
        assert not load_settings.refuses(f"127.0.0.1:{open_one.getsockname()[1]}")
    assert not load_settings.refuses("no-such-host.invalid:1")
