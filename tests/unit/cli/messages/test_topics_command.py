"""Topics are compared with those that ``up`` makes, where ``up`` made them."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import load_settings
from services.cli.main import app
from services.cli.messages import topics_command
from services.cli.running_stack import announcing
from tests.unit.cli.test_running_stack import stack


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The numbers of partitions that the broker was asked about."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(load_settings, "refuses", lambda _: False)
    monkeypatch.delenv("WIREROOM_KAFKA", raising=False)
    monkeypatch.delenv("WIREROOM_MONGO", raising=False)
    found: list[int | None] = []

    async def check(_: object, partitions: int | None) -> list[tuple[str, str, str, str]]:
        found.append(partitions)
        return []

    async def create(_: object, partitions: int | None, __: int) -> dict[str, bool]:
        found.append(partitions)
        return {}

    monkeypatch.setattr(topics_command, "check", check)
    monkeypatch.setattr(topics_command, "create", create)
    return found


@pytest.mark.parametrize("name", ["check", "create"])
def test_beside_up_a_topic_has_its_partitions(
    asked: list[int | None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def run(*words: str) -> None:
        assert CliRunner().invoke(app, ["topics", name, *words]).exit_code == 0

    run()
    with announcing() as announcement:
        announcement.write(stack().model_copy(update={"partitions": 5}))
        run()
        run("--partitions", "7")
        monkeypatch.setenv("WIREROOM_KAFKA", "localhost:1")
        run()
        monkeypatch.setenv("WIREROOM_KAFKA", "kafka-1:9092")
        run()
    assert asked == [None, 5, 7, 5, None]
