"""Six services that are not ours: of two topics, of none, and of another package."""

import shutil
from dataclasses import replace
from pathlib import Path

from schemas.topics import ENRICHED, RAW
from services.cli.deploy.plan import Deployed, plan
from services.runtime.registration import Resources, ServiceSpec, Topology

ROOT = Path(__file__).parents[4]
CORRECTED = replace(ENRICHED, name="articles.corrected")
SCORED = replace(ENRICHED, name="articles.scored")

SIX = Topology(
    [
        ServiceSpec("intake", "", "a", inputs=(RAW,), in_audit=True, outputs=(ENRICHED,)),
        ServiceSpec("storage", "", "b", inputs=(ENRICHED,), needs=frozenset({"mongo"})),
        ServiceSpec(
            "stories", "", "c", inputs=(ENRICHED, CORRECTED), outputs=(CORRECTED,), extra="stories"
        ),
        ServiceSpec(
            "feed-poller", "", "d", outputs=(RAW,), needs=frozenset({"mongo", "internet"}),
            resources=Resources(min_replicas=1, max_replicas=1),
        ),
        ServiceSpec(
            "scoring", "", "e", inputs=(ENRICHED,), outputs=(SCORED,), extra="tagging",
            resources=Resources(
                cpu=1.5, memory_mb=1024, memory_limit_mb=1536, pool_processes=3, scale_replicas=2,
                max_replicas=6, lag_threshold=50,
            ),
        ),
        ServiceSpec("server", "", "f"),
    ]
)  # fmt: skip
PACKAGES = {"scoring": "newsroom-scoring==1.4"}


def planned() -> list[Deployed]:
    return plan(SIX, PACKAGES)


def checkout(folder: Path) -> Path:
    """A copy of the files that the deploy files are made from and into."""
    shutil.copytree(ROOT / "deploy", folder / "deploy", ignore=shutil.ignore_patterns("profiles"))
    shutil.copy(ROOT / "docker-compose.yml", folder)
    return folder
