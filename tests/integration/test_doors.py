"""Every example of docs/doors.md runs as it stands there, on the whole pipeline."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.conditions import HANG_SECONDS
from tests.integration.gateway import Gateway
from tests.integration.kafka import Tansu
from tests.integration.pipeline import Pipeline
from tests.integration.store import SecantusDB, own_secantusdb
from tests.markdown import ROOT, blocks

__all__ = ["own_secantusdb"]

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.model]

PAGE = (ROOT / "docs" / "doors.md").read_text(encoding="utf-8")
COMMANDS = [one for one in blocks(PAGE, "sh") if "curl" in one]
PROGRAMS = blocks(PAGE, "python")


@pytest.fixture
async def gateway(own_secantusdb: SecantusDB, folder: Path) -> AsyncIterator[Gateway]:
    (folder / "tansu").mkdir()
    broker = Tansu(folder / "tansu")
    broker.start()
    pipeline = Pipeline(broker, own_secantusdb, folder)
    made = Gateway(broker, own_secantusdb, folder)
    try:
        await pipeline.create_topics()
        pipeline.start()
        made.start()
        for service in (*pipeline.services.values(), made):
            service.wait_until_ready()
        yield made
    finally:
        if made.running():
            made.end()
        pipeline.end()
        broker.end()


def outputs(gateway: Gateway) -> Iterator[str]:
    """What each example prints."""
    told = {**os.environ, "GATEWAY": gateway.url}
    examples = [["sh", "-ec", one] for one in COMMANDS]
    examples += [[sys.executable, "-c", one] for one in PROGRAMS]
    for words in examples:
        done = subprocess.run(
            words, env=told, capture_output=True, text=True, timeout=HANG_SECONDS, check=False
        )
        assert done.returncode == 0, f"{words[-1]}\n{done.stderr}"
        yield done.stdout


async def test_each_example_does_what_the_page_says(gateway: Gateway) -> None:
    found = list(outputs(gateway))
    assert len(found) == len(COMMANDS) + len(PROGRAMS) >= 5
    for one in found:
        assert any(word in one for word in ("accepted", "event_id", "stored")), one
        assert "problem" not in one
