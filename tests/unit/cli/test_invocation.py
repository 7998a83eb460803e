"""Commands that we print can be pasted where the user stands."""

import sys
from pathlib import Path

import pytest

from services.cli.invocation import command, docs


@pytest.fixture(autouse=True)
def no_uv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.delenv("UV_RUN_RECURSION_DEPTH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))


def program(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "wireroom"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", ["UV", "UV_RUN_RECURSION_DEPTH"])
def test_under_uv_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "1")
    assert command("up") == "uv run wireroom up"


def test_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", [str(program(tmp_path / "path"))])
    assert command("dead show a/1/2") == "wireroom dead show a/1/2"


def test_by_a_path_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program(tmp_path / "path")  # Another one, which the shell would find.
    monkeypatch.setattr(sys, "argv", [str(program(tmp_path / "my env"))])
    assert command("up") == f"'{tmp_path}/my env/wireroom' up"


def test_as_a_module(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/services/cli/main.py"])
    assert command("up") == f"{sys.executable} -m services.cli.main up"


def test_the_documentation_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Path(docs()).is_file()
    monkeypatch.chdir(tmp_path)
    assert Path(docs()).is_file()
