"""The command itself: its help, its exit codes, its one line for an error."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from services.cli.errors import CommandError
from services.cli.load_settings import load
from services.cli.main import SECTIONS, app
from services.cli.registry import find
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.version import VERSION
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
    for name in get_command(app).commands:  # type: ignore[attr-defined]
        assert f"\n  {name} " in shown.stdout
    named = [name for names in SECTIONS.values() for name in names]
    places = [at for name in named if (at := shown.stdout.find(f"\n  {name} ")) >= 0]
    assert places == sorted(places), "a newcomer finds the first command first"
    assert "More:" not in shown.stdout, "each command has its section"


@pytest.mark.slow
def test_the_version_is_told_with_those_below() -> None:
    done = wireroom("--version")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first == f"wireroom {VERSION}"
    assert second.startswith("Python 3.")
    assert "faust-streaming " in second


def _commands(group: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*words, name)
        if hasattr(command, "commands"):
            yield from _commands(command, (*words, name))


@pytest.mark.slow
@pytest.mark.parametrize("words", list(_commands(get_command(app))), ids=" ".join)
def test_every_command_has_a_help_that_reads_well(words: tuple[str, ...]) -> None:
    if words == ("bench",):
        pytest.skip("its help is that of tests/bench")
    done = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "100"})
    assert done.exit_code == 0
    usage, _, rest = done.output.partition("\n\n")
    assert usage.startswith("Usage: ")
    sentence = rest.strip().splitlines()[0]
    assert sentence[0].isupper()
    brief: Any = get_command(app)
    for word in words:
        brief = brief.commands[word]
    assert not brief.get_short_help_str(80).endswith("..."), "its line in the list is cut"


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
