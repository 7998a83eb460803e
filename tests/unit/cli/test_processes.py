"""A program of ours that does not come up is told with the last of what it said."""

import os
import socket
import sys
from pathlib import Path

import pytest

from services.cli.errors import CommandError
from services.cli.processes import Part, answers, listening, start
from tests.conditions import HANG_SECONDS, until
from tests.integration.kafka import refusing_port

pytestmark = pytest.mark.processes


async def started(program: str, port: int, folder: Path) -> Part:
    command = [sys.executable, "-c", program]
    return await start("broker", command, port, folder / "broker.log", dict(os.environ))


async def test_one_that_ends_is_told_at_once(tmp_path: Path) -> None:
    with refusing_port() as port:
        part = await started("print('no disk'); raise SystemExit(3)", port, tmp_path)
        with pytest.raises(CommandError) as told:
            await listening(part, HANG_SECONDS)
    assert str(told.value) == "broker ended with 3; its log ends so:\n  no disk"


async def test_one_that_never_listens_is_told(tmp_path: Path) -> None:
    with refusing_port() as port:
        part = await started("print('busy', flush=True); input()", port, tmp_path)
        await until(lambda: "busy" in part.log.read_text())
        # Its standard input is empty: it ends, or is waited for in vain; both are told.
        with pytest.raises(CommandError, match=r"broker (did not answer within 0.01 s|ended)"):
            await listening(part, 0.01)
        await part.stop(HANG_SECONDS)


async def test_whether_something_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert await answers("127.0.0.1", server.getsockname()[1])
    with refusing_port() as port:
        assert not await answers("127.0.0.1", port)
