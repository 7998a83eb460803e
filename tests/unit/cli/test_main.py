"""The command itself: its help, its exit codes, its one line for an error."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.cli.errors import CommandError
from services.cli.load_settings import load
from services.cli.registry import find
from services.runtime.registration import topology
from services.runtime.settings import Settings
from tests.conditions import HANG_SECONDS


def wireroom(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.cli.main", *arguments],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **environment},
        timeout=HANG_SECONDS,
    )


@pytest.mark.processes
def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    heavy = "[m for m in ('pydantic', 'aiokafka', 'motor', 'faust', 'rich') if m in sys.modules]"
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, services.cli.main; print({heavy})"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout == "[]\n"
    shown = wireroom("--help")
    assert shown.returncode == 0
    for name in ("demo", "up", "run", "topics", "publish", "consume", "stage", "dead"):
        assert f"\n  {name} " in shown.stdout


@pytest.mark.processes
@pytest.mark.parametrize(
    "command",
    [
        ("publish", str(Path(__file__))),
        ("publish",),
        ("publish", "nowhere.txt"),
        ("dead", "show", "nonsense"),
        ("dead", "replay"),
        ("topics", "check"),
        ("consume",),
        ("run", "nonsense"),
    ],
)
def test_errors_are_short_and_not_zero(command: tuple[str, ...]) -> None:
    # Port 9 is for discarding; nothing listens there.
    done = wireroom(*command, WIREROOM_KAFKA="127.0.0.1:9")
    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith(("wireroom: ", "Error: "))


@pytest.mark.processes
def test_a_broker_that_is_away_is_named() -> None:
    done = wireroom("consume", WIREROOM_KAFKA="127.0.0.1:9")
    assert done.stderr == "wireroom: no Kafka broker answers at 127.0.0.1:9 (WIREROOM_KAFKA)\n"


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_BATCH_SIZE", "many")
    with pytest.raises(CommandError, match=r"WIREROOM_BATCH_SIZE: .*integer"):
        load(Settings)


@pytest.mark.parametrize("service", topology())
def test_every_service_can_be_found(service: str) -> None:
    spec, app = find(service)
    assert spec.name == service
    assert issubclass(app.settings_class, Settings)
    assert callable(app.open_stages)
