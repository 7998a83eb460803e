"""Each service has its port, and the package that registers it."""

import json
from pathlib import Path

import pytest

from services.cli.deploy.plan import CannotPlan, installed_packages, plan
from services.runtime.registration import Topology
from tests.unit.cli.deploy.six import SIX


def test_the_package_of_a_service_is_that_of_its_entry_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "newsroom_scoring-1.4.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: newsroom-scoring\nVersion: 1.4\n"
    )
    (installed / "entry_points.txt").write_text("[wireroom.services]\nscoring = scoring:SERVICE\n")
    before = installed_packages()
    assert not set(before) & {"intake", "cleaning", "tagging", "storage"}
    monkeypatch.syspath_prepend(tmp_path)
    assert installed_packages() == before | {"scoring": "newsroom-scoring==1.4"}
    wheel = "https://files.example.com/newsroom_scoring-1.4-py3-none-any.whl"
    for origin, required in (
        ({"url": wheel, "archive_info": {}}, f"newsroom-scoring@{wheel}"),
        (
            {
                "url": "https://git.example.com/scoring",
                "vcs_info": {"vcs": "git", "commit_id": "0a1b"},
            },
            "newsroom-scoring@git+https://git.example.com/scoring@0a1b",
        ),
        (
            {"url": "file:///home/me/scoring", "dir_info": {"editable": True}},
            "newsroom-scoring==1.4",
        ),
    ):
        (installed / "direct_url.json").write_text(json.dumps(origin))
        assert installed_packages() == before | {"scoring": required}


def test_without_the_service_of_the_tools_there_is_no_plan() -> None:
    with pytest.raises(CannotPlan, match="storage"):
        plan(Topology([SIX["intake"]]), {})
