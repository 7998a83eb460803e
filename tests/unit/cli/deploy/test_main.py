"""The command writes stale files, or names them."""

from pathlib import Path

import pytest

from services.cli.deploy.__main__ import main
from tests.unit.cli.deploy.six import checkout


def test_the_check_names_stale_files_and_how_to_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(checkout(tmp_path))
    assert main([folder]) == 0
    prometheus = tmp_path / "deploy/prometheus/prometheus.yml"
    prometheus.write_text(prometheus.read_text("utf-8").replace("- intake:9100", "- old:9100"))
    capsys.readouterr()
    assert main([folder, "--check"]) == 1
    said = capsys.readouterr()
    assert said.out == f"{prometheus}: stale\n"
    assert "uv run poe deploy" in said.err
    assert main([folder]) == 0
    assert capsys.readouterr().out == f"{prometheus}: written\n"
    assert main([folder, "--check"]) == 0


def test_a_folder_that_is_no_checkout_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 1
    assert "docker-compose.yml: not there" in capsys.readouterr().err
