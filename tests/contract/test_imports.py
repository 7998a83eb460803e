"""The import contracts hold for packages that nobody has named in pyproject.toml."""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.conditions import HANG_SECONDS

ROOT = Path(__file__).parents[2]
REGISTRATION = "from services.runtime.registration import ServiceSpec\n"
NOT_EACH_OTHER = "A service imports no other"
PURE = "Logic knows no Kafka"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, without data."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("schemas", "services"):
        for path in (ROOT / package).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return copy


def lint(tree: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Check the tree with these files in it, each a name below the root and its text."""
    paths = [tree / name for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    try:
        return subprocess.run(
            [Path(sysconfig.get_path("scripts")) / "lint-imports", "--no-logo", "--no-cache"],
            cwd=tree,
            capture_output=True,
            text=True,
            timeout=HANG_SECONDS,
        )
    finally:
        for path in paths:
            path.unlink()


def test_a_new_service_may_import_the_runtime_and_the_contract(tree: Path) -> None:
    found = lint(
        tree,
        {
            "services/scoring/registration.py": "import schemas.topics\n" + REGISTRATION,
            "services/scoring/logic.py": "import re\n\nimport services.runtime.stage\n",
            "services/scoring/app.py": "import time\n\nimport services.runtime.kafka.client\n",
        },
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("files", "contract", "chain"),
    [
        (
            {"services/scoring/logic.py": "import services.storage.logic\n"},
            NOT_EACH_OTHER,
            "services.scoring.logic -> services.storage.logic",
        ),
        (
            {"services/scoring/logic.py": "import time\n"},
            PURE,
            "services.scoring.logic -> time",
        ),
        (
            {
                "services/scoring/logic.py": "import services.scoring.clock\n",
                "services/scoring/clock.py": "import time\n",
            },
            PURE,
            "services.scoring.clock -> time",
        ),
        (
            {"services/scoring/app.py": "import services.lab.cleaning.evaluate\n"},
            NOT_EACH_OTHER,
            "services.scoring.app -> services.lab.cleaning.evaluate",
        ),
        (
            {
                "services/scoring/logic.py": "",
                "services/runtime/scorer.py": "import services.scoring.logic\n",
            },
            NOT_EACH_OTHER,
            "services.runtime.scorer -> services.scoring.logic",
        ),
        (
            {
                "services/scoring/registration.py": REGISTRATION
                + "import services.scoring.logic\n",
                "services/scoring/logic.py": "",
            },
            "A registration imports the contract and",
            "services.scoring.registration -> services.scoring.logic",
        ),
        (
            {"services/scoring/app.py": "import faust\n"},
            "Faust is imported in",
            "services.scoring.app -> faust",
        ),
        (
            {"services/runtime/pool/late.py": "import services.runtime.kafka.client\n"},
            "Rooms of the runtime",
            "services.runtime.pool.late -> services.runtime.kafka.client",
        ),
    ],
    ids=[
        "another service", "a clock", "a clock through a module between", "the lab",
        "a service from the runtime", "logic from a registration", "Faust", "Kafka from the pool",
    ],
)  # fmt: skip
def test_what_breaks_a_contract_is_found(
    tree: Path, files: dict[str, str], contract: str, chain: str
) -> None:
    found = lint(tree, files)
    assert found.returncode == 1, found.stderr
    said = " ".join(found.stdout.split())
    broken = said.partition("Broken contracts")[2]
    assert contract in broken
    assert chain in broken
