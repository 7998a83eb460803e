"""The Dockerfile's own commands install what a service needs, and run it."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conditions import HANG_SECONDS
from tests.unit.cli.deploy.six import SIX

pytestmark = pytest.mark.processes


def told_to_uv(root: Path, folder: Path, **build_args: str) -> list[str]:
    """What the Dockerfile's own commands ask of uv to install, with these build arguments."""
    text = (root / "deploy" / "Dockerfile").read_text("utf-8")
    uv = folder / "uv"
    uv.write_text('#!/bin/sh\necho "$@"\n')
    uv.chmod(0o755)
    said: list[str] = []
    for command in re.findall(r"^RUN ((?:.*\\\n)*.*)\n", text, re.M):
        if "uv pip install" in command:
            made = subprocess.run(
                ["sh", "-c", command],
                env={"PATH": f"{folder}:/usr/bin:/bin", "PACKAGES": "", **build_args},
                capture_output=True,
                text=True,
                timeout=HANG_SECONDS,
            )
            assert made.returncode == 0, made.stderr
            said += made.stdout.splitlines()
    return [one.removeprefix("pip install --python /opt/wireroom ") for one in said]


@pytest.mark.parametrize(
    ("name", "extras"),
    [("feed-poller", ""), ("stories", " --extra stories"), ("scoring", " --extra tagging")],
)
def test_the_dockerfile_installs_what_a_service_needs(
    root: Path, tmp_path: Path, name: str, extras: str
) -> None:
    asked = told_to_uv(root, tmp_path, SERVICE=name)
    assert asked == [f"-r pyproject.toml --extra tracing{extras}", "--no-deps ."]


def test_the_dockerfile_installs_other_packages_last(root: Path, tmp_path: Path) -> None:
    asked = told_to_uv(root, tmp_path, SERVICE="scoring", PACKAGES="newsroom-scoring==1.4 b==2")
    assert asked[1:] == ["--no-deps .", "newsroom-scoring==1.4 b==2"]


def test_the_dockerfile_refuses_a_service_that_is_not_there(root: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"one of intake, .* not 'cleaning'"):
        told_to_uv(root, tmp_path, SERVICE="cleaning")


def test_the_dockerfile_runs_each_service(root: Path) -> None:
    text = (root / "deploy" / "Dockerfile").read_text("utf-8")
    for name in SIX:
        assert f'FROM runtime AS {name}\nCMD ["run", "{name}"]\n' in text
