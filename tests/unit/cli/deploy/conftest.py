from pathlib import Path

import pytest

from services.cli.deploy.files import stale, write
from tests.unit.cli.deploy.six import checkout, planned


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose deploy files are for the six services; tests only read it."""
    made = checkout(tmp_path_factory.mktemp("six"))
    write(stale(made, planned()))
    return made
