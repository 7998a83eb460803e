"""README's commands and programs run, in README's order, on the stack that README starts."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import RawArticle
from services.cli.processes import free_port
from services.cli.samples import SAMPLES
from tests.markdown import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECONDS = 300
"""Bounds a hang; nothing here takes a tenth of it."""

NOT_RUN = {
    "uv run poe test": "it runs this very test",
    "docker-compose up -d --build": "tests/contract/test_deploy.py checks what it would start",
}
STARTS_THE_STACK = "wireroom up"
ENDS_WITH = {"uv run wireroom publish --samples --wait": 1}
"""Two of the samples are broken on purpose."""
RUNS_ON = ("consume --follow", "wireroom run")
"""Commands that go on until they are told to stop."""
READY = {"wireroom run": "partitions assigned"}
"""What such a command says once it is at work; else anything on standard output."""


@dataclass(frozen=True)
class Step:
    """A line of a shell block, or a whole Python block, with the exports that stand before it."""

    text: str
    is_python: bool = False
    exports: tuple[str, ...] = ()


def steps() -> Iterator[Step]:
    """Everything that README lets its reader run, the five steps of a new service left out: these
    are run by test_new_service.py."""
    text = README.partition("## Add a service")[0]
    for language, block in re.findall(r"^```(sh|python)\n(.*?)^```$", text, re.S | re.M):
        if language == "python":
            yield Step(block, is_python=True)
            continue
        exports: list[str] = []
        for line in block.splitlines():
            line = re.sub(r"\s+#.*", "", line)
            if line.startswith("export "):
                exports.append(line)
            elif line:
                yield Step(line, exports=tuple(exports))


STEPS = list(steps())


def name_of(step: Step) -> str:
    if step.is_python:
        return "python: " + re.findall(r"^(?:from|import) (\S+)", step.text, re.M)[-1]
    return step.text


@dataclass
class Running:
    """A command at work. What it prints stands in files: nobody has to read it in time."""

    process: subprocess.Popen[bytes]
    printed: Path
    told: Path

    @property
    def out(self) -> str:
        return self.printed.read_text()

    @property
    def said(self) -> str:
        return self.told.read_text()

    def wait_for(self, is_there: Callable[[], object]) -> None:
        """Fails if the command ends before that."""
        deadline = time.monotonic() + SECONDS
        while not is_there():
            assert self.process.poll() is None or is_there(), self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def interrupt(self) -> None:
        """What Ctrl-C does, and the end of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(SECONDS)

    def end(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Reader:
    """Somebody who follows README in a folder of their own."""

    folder: Path
    environment: dict[str, str]
    ports: dict[str, str] = field(
        default_factory=lambda: {port: str(free_port()) for port in ("9092", "27017")}
    )
    stack: Running | None = None

    def at_our_ports(self, text: str) -> str:
        """README's ports may be taken here."""
        return re.sub("|".join(self.ports), lambda found: self.ports[found[0]], text)

    def begin(self, step: Step, name: str = "command") -> Running:
        lines = map(self.at_our_ports, [*step.exports, step.text])
        text = "\n".join(lines)
        command = [sys.executable, "-u", "-c", text]
        if not step.is_python:
            command = ["bash", "-o", "pipefail", "-c", text]
        printed, told = self.folder / f"{name}.out", self.folder / f"{name}.err"
        with printed.open("wb") as out, told.open("wb") as err:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
        return Running(process, printed, told)

    def run(self, step: Step, name: str = "command") -> Running:
        """Run it to its end; fails if that is not the one that README tells, mostly 0."""
        running = self.begin(step, name)
        try:
            running.process.wait(SECONDS)
        finally:
            running.end()
        code = ENDS_WITH.get(step.text, 0)
        assert running.process.returncode == code, running.out + running.said
        assert "Traceback" not in running.said
        return running

    def run_until(self, step: Step, word: str | None) -> None:
        """Wait for its first line, or for ``word`` on standard error, then interrupt it.

        Meanwhile one new article after the other is published, for whoever waits for events.
        """
        running = self.begin(step)

        def is_there() -> bool:
            if word is None and not running.out:
                self.run(Step(f"echo '{another()}' | uv run wireroom publish -"), "publish")
            return bool(word in running.said if word else running.out)

        try:
            running.wait_for(is_there)
            running.interrupt()
        finally:
            running.end()
        assert step.is_python or "Traceback" not in running.said

    def start(self, step: Step) -> None:
        """Start the stack; commands find it by its file, and other programs at README's ports."""
        self.stack = stack = self.begin(step, "stack")
        stack.wait_for(lambda: "Ctrl-C" in stack.out)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("reader")
    shims = tmp_path_factory.mktemp("bin")
    # uv would make an environment anew; this one has all that it would put there.
    write_program(shims / "uv", 'shift; exec "$@"')
    write_program(shims / "wireroom", f'exec "{sys.executable}" -m services.cli.main "$@"')
    files(folder)
    one = Reader(
        folder, {"PATH": f"{shims}:{os.environ['PATH']}", "XDG_STATE_HOME": str(folder / "state")}
    )
    yield one
    if one.stack is not None:
        one.stack.end()


def another() -> str:
    """A raw article that nobody has published."""
    number = time.monotonic_ns()
    line = "The harbour of the town reopened on Wednesday after a winter of repairs, and the first"
    text = f"Harbour {number} reopens\\n\\n{line} ferries left for islands {number} before noon."
    return f'{{"text": "{text}"}}'


def write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def files(folder: Path) -> None:
    """The files that README names."""
    shutil.copy(SAMPLES / "03-museum-return.html", folder / "article.html")
    shutil.copy(SAMPLES / "04-clinic-strike.html", folder / "page.html")
    shutil.copy(SAMPLES / "02-harbor-fire.txt", folder / "notes.txt")
    (folder / "scraped").mkdir()
    shutil.copy(SAMPLES / "05-chip-plant.html", folder / "scraped")
    flash = json.loads((SAMPLES / "07-quake-flash.json").read_text())
    flash |= {"url": "https://example.com/story", "source": None}
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress(json.dumps(flash).encode()))
    talks = RawArticle(text=(SAMPLES / "01-dam-talks.txt").read_text())
    (folder / "raw.jsonl").write_text(talks.model_dump_json() + "\n")
    (folder / "deploy").symlink_to(ROOT / "deploy")


def parameter(step: Step) -> object:
    """Each demo starts all of it anew, which test_cli.py also does."""
    marks = [pytest.mark.long] if "wireroom demo" in step.text else []
    return pytest.param(step, id=name_of(step), marks=marks)


@pytest.mark.parametrize("step", list(map(parameter, STEPS)))
def test_it_runs(step: Step, reader: Reader) -> None:
    if step.text in NOT_RUN:
        return
    if STARTS_THE_STACK in step.text:
        reader.start(step)
        return
    for command in RUNS_ON:
        if command in step.text:
            reader.run_until(step, READY.get(command))
            return
    if step.is_python and "async for" in step.text:
        reader.run_until(step, None)
        return
    done = reader.run(step)
    if "stage tagging" in step.text:
        made = json.loads((reader.folder / "enriched.jsonl").read_text())
        assert differences(shown_event(), made) == []
    if "replay" in step.text:
        assert ("replayed 1" in done.said) is ("--dry-run" not in step.text)
        assert ("\tpublished\t" in done.out) is ("--dry-run" in step.text)
    if "--samples" in step.text:
        assert (done.out.count("\tstored"), done.out.count("\trejected")) == (9, 2)


def shown_event() -> Any:
    """The event that README shows, shortened."""
    [shown] = re.findall(r"^```json\n(.*?)^```$", README.partition("## Use it")[0], re.S | re.M)
    return json.loads(shown)


def differences(shown: Any, made: Any, where: str = "") -> list[str]:
    """Where ``shown`` is no shortened ``made``: fields and items may be left out, a text may end
    with ``…``."""
    if isinstance(shown, dict) and isinstance(made, dict):
        lost = [f"{where}.{name}" for name in shown.keys() - made.keys()]
        there = shown.keys() & made.keys()
        return lost + [one for n in there for one in differences(shown[n], made[n], f"{where}.{n}")]
    if isinstance(shown, list) and isinstance(made, list):
        rest = iter(made)
        return [
            f"{where}[{number}]"
            for number, one in enumerate(shown)
            if not any(differences(one, other) == [] for other in rest)
        ]
    if isinstance(shown, str) and isinstance(made, str) and shown.endswith(" …"):
        return [] if made.startswith(shown.removesuffix(" …")) else [where]
    return [] if shown == made else [where]


def test_what_is_told_apart_is_in_readme() -> None:
    assert NOT_RUN.keys() | ENDS_WITH.keys() <= {step.text for step in STEPS}


def test_readme_has_much_to_run() -> None:
    assert len(STEPS) > 20
