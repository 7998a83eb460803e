"""A service made by README's five steps, in a package of its own, is known to everything.

It reads the topic that storage reads: lag, dead letters and replays are told apart by service.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.integration.new_service import COUNT, SHORT

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(?:python|toml)\n# (\S+)\n(.*?)```", re.DOTALL)


def install(folder: Path) -> None:
    """What ``uv pip install`` does with the package of README: its files, and its entry points."""
    section = README.split("## Add a service in five steps")[1].split("\n## ")[0]
    files = dict(BLOCK.findall(section))
    assert set(files) >= {"wireroom_scoring/registration.py", "wireroom_scoring/app.py"}
    project = tomllib.loads(files.pop("pyproject.toml"))["project"]
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    info = folder / "wireroom_scoring-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    (info / "entry_points.txt").write_text(
        "".join(
            f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
            for group, points in project["entry-points"].items()
        )
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ``PYTHONPATH`` on which the package is installed."""
    folder = tmp_path_factory.mktemp("site")
    install(folder)
    return os.pathsep.join([str(folder), str(ROOT)])


@pytest.fixture(scope="module")
def said(path: str) -> dict[str, Any]:
    """What every command said beside the new service."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.new_service"],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def lines(one: dict[str, Any]) -> list[list[str]]:
    assert one["code"] == 0, one
    return [line.split("\t") for line in one["out"].splitlines()]


def objects(one: dict[str, Any]) -> list[dict[str, Any]]:
    assert one["code"] == 0, one
    return [json.loads(line) for line in one["out"].splitlines()]


def test_it_runs_and_counts(said: dict[str, Any]) -> None:
    assert said["counts"]["scoring/published/"] == COUNT
    assert said["counts"]["scoring/rejected/no_article"] == 1
    assert said["counts"]["storage/stored/"] == COUNT + 1
    assert "scoring" in said["help"]["out"]


def test_its_output_lies_on_its_topic(said: dict[str, Any]) -> None:
    scored = objects(said["scored"])
    assert len({one["article_id"] for one in scored}) == COUNT
    assert all(0 < one["score"] < 0.2 for one in scored)


def test_its_stage_runs_without_kafka(said: dict[str, Any]) -> None:
    assert said["stage"]["code"] == 0
    scored = [json.loads(line) for line in said["stage"]["out"].splitlines()]
    wanted = objects(said["scored"])
    assert sorted(map(str, scored)) == sorted(map(str, wanted))
    [rejected] = [json.loads(line) for line in said["stage"]["err"].splitlines()]
    assert (rejected["outcome"], rejected["reason"]) == ("rejected", "no_article")


def test_lag_is_told_by_topic_and_service(said: dict[str, Any]) -> None:
    rows = [row[:3] for row in lines(said["lag"])]
    assert ["storage", "articles.enriched", "0"] in rows
    assert ["scoring", "articles.enriched", "0"] in rows
    assert not any("downstream" in row[0] or row[1] == "articles.scored" for row in rows)


def test_its_dead_letters_are_its_own(said: dict[str, Any]) -> None:
    [_, row] = lines(said["dead scoring"])
    assert row[:4] == ["scoring", "rejected", "no_article", "1"]
    assert "no dead letters" in said["dead storage"]["err"]
    [_, rehearsed] = lines(said["dry run"])
    assert rehearsed[1:] == ["rejected", "no_article", "too short to score"]


def test_a_replay_reaches_it_alone(said: dict[str, Any]) -> None:
    before, after = said["counts"], said["counts after"]
    assert "replayed 1" in said["replay"]["err"]
    assert after["scoring/rejected/no_article"] == 2
    assert after["storage/dropped/other_reader"] == 1
    assert after["storage/stored/"] == before["storage/stored/"]


def test_the_audit_tells_it_apart(said: dict[str, Any]) -> None:
    [account] = objects(said["audit"])
    assert (account["in"], account["stored"], account["missing"]) == (COUNT, COUNT, 0)
    [branch] = account["branches"]
    assert branch == {"service": "scoring", "waiting": 0, "rejected": 1, "failed": 0}


def test_its_topics_are_made(said: dict[str, Any]) -> None:
    assert said["topics"]["code"] == 0, said["topics"]


def test_explain_shows_its_steps(said: dict[str, Any]) -> None:
    steps = [(one["service"], one["outcome"]) for one in objects(said["explain"])]
    assert steps[:4] == [
        ("publisher", "published"), ("intake", "admitted"), ("cleaning", "cleaned"),
        ("tagging", "tagged"),
    ]  # fmt: skip
    assert set(steps[4:]) == {("storage", "stored"), ("scoring", "scored")}
    short = [(one["service"], one["outcome"]) for one in objects(said["explain short"])]
    assert short.count(("scoring", "rejected")) == 2
    assert ("storage", "stored") in short
    assert ("dead letters", "replayed") in short


def test_it_is_watched(said: dict[str, Any]) -> None:
    assert "scoring" in said["top"]["out"]


def test_the_tables_of_the_reference_name_it(path: str) -> None:
    program = "from services.cli.reference import settings_table; print(settings_table())"
    table = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "WIREROOM_KAFKA" in table


def test_the_short_article_is_one_that_storage_takes() -> None:
    assert len(SHORT.body.split()) < 5
