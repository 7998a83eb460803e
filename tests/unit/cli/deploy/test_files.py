"""The deploy files follow from the registrations, whichever services there are."""

from pathlib import Path

import pytest

from services.cli.deploy.blocks import NoBlock
from services.cli.deploy.files import stale, write
from services.cli.deploy.plan import plan
from services.runtime.registration import topology
from tests.unit.cli.deploy.six import checkout, planned


def test_written_once_they_are_not_stale(root: Path) -> None:
    assert stale(root, planned()) == {}


def test_the_way_back_restores_every_byte(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    ours = plan(topology(), {})
    write(stale(made, ours))
    before = {path: path.read_bytes() for path in made.rglob("*") if path.is_file()}
    write(stale(made, planned()))
    assert not (made / "deploy/k8s/base/tagging.yaml").exists()
    assert (made / "deploy/k8s/base/scoring.yaml").exists()
    write(stale(made, ours))
    assert {path: path.read_bytes() for path in made.rglob("*") if path.is_file()} == before


def test_a_file_without_its_block_is_named(tmp_path: Path) -> None:
    made = checkout(tmp_path)
    (made / "deploy" / "Dockerfile").write_text("FROM scratch\n")
    with pytest.raises(NoBlock, match="deploy/Dockerfile: 0 blocks"):
        stale(made, planned())
