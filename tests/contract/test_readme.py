"""What the README says is so."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from services.cli.main import app
from services.cli.reference import with_tables

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_tables_are_those_of_the_code() -> None:
    assert with_tables(README) == README, "run `uv run poe tables`"


def _commands() -> list[list[str]]:
    blocks = re.findall(r"```(?:sh|bash)\n(.*?)```", README, re.S)
    lines = [line.split("#")[0] for block in blocks for line in block.splitlines()]
    calls = [part for line in lines for part in line.split("|") if "wireroom " in part]
    return [
        shlex.split(call.split("wireroom ", 1)[1].split("<")[0].split(">")[0]) for call in calls
    ]


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_each_command_exists(words: list[str]) -> None:
    command = get_command(app)
    for word in words:
        inner = getattr(command, "commands", None)
        if inner is None:
            break
        assert word in inner, f"no command {word}"
        command = inner[word]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!http|#)([^)#]+)", README))))
def test_each_link_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()
