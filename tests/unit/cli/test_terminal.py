"""Whatever a command prints, on a terminal or not, holds no command for a terminal."""

import io
import json
import os
import re
import sys
import tty
from pathlib import Path
from typing import Any, Self, TextIO, cast

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

import services.cli
from services.cli import main
from services.cli.console import GuardedConsole
from services.cli.errors import CommandError
from services.cli.messages.consume_command import as_line
from services.cli.progress_display import ProgressDisplay
from services.cli.tables import print_json, print_table
from services.cli.terminal import GuardedText, guard_streams, guarded
from services.runtime.escaping import HARMFUL

NASTY = "\x1b[31mred\x1b]0;title\x07\x9b2J\x7f\x08\u202eback\u2066\u2028\udc9b\r"
ANY_TEXT = st.text(st.characters(codec=None))
RICH_S_OWN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")
"""Colours, and moves of the cursor."""


class Screen:
    """A terminal as standard output and standard error, guarded as for every command.

    ``text`` is all that was written to it, once it is closed.
    """

    text = ""

    def __enter__(self) -> Self:
        self._master, slave = os.openpty()
        # Nothing turns a line feed into two characters, and no reader must hurry.
        tty.setraw(slave)
        self._stream = open(slave, "w", encoding="utf-8")
        self._before = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self._stream
        guard_streams()
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._before
        self._stream.write("the end")
        self._stream.flush()
        found = b""
        while not found.endswith(b"the end"):
            found += os.read(self._master, 65_536)
        self._stream.close()
        os.close(self._master)
        self.text = found.decode().removesuffix("the end")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Screen()


def is_harmless(text: str) -> bool:
    return not HARMFUL.search(text)


def test_all_ways_to_print_are_guarded(screen: Screen) -> None:
    with screen:
        print(NASTY, file=sys.stderr)
        typer.echo(NASTY)
        typer.echo(NASTY, err=True)
        sys.stdout.writelines([NASTY, NASTY])
        print_json({"title": NASTY})
    assert is_harmless(screen.text)
    assert screen.text.count("\\u001b[31mred\\u001b]0;title\\u0007") == 6
    assert screen.text.count("2J\\u007f") == 6


def test_bytes_are_escaped_on_a_terminal(screen: Screen) -> None:
    value = json.dumps({"title": NASTY[:-2]}, ensure_ascii=False).encode()
    with screen:
        sys.stdout.buffer.writelines([as_line(value)])
        sys.stdout.buffer.write(b"\x9b31m \xff \xc2\x9b\n")
        sys.stdout.buffer.flush()
    first, second = screen.text.splitlines()
    assert is_harmless(first + second)
    assert json.loads(first) == {"title": NASTY[:-2]}
    assert second == "\\x9b31m \\xff \\u009b"


def test_bytes_go_as_they_are_elsewhere() -> None:
    held = io.BytesIO()
    stream = guarded(io.TextIOWrapper(held, encoding="utf-8"))
    stream.buffer.write(b"\x9b\x1b[31m\xff")
    assert held.getvalue() == b"\x9b\x1b[31m\xff"


@given(ANY_TEXT)
def test_text_is_escaped_also_elsewhere(text: str) -> None:
    held = io.StringIO()
    assert guarded(held).write(text) == len(text)
    assert is_harmless(held.getvalue())


def test_tables_and_colours_are_guarded(screen: Screen) -> None:
    with screen:
        print_table(("a", "b"), [(NASTY, NASTY)], wrapped="b")
        console = GuardedConsole()
        console.print(Text(NASTY, style="bold red"), NASTY, markup=False)
        table = Table(NASTY)
        table.add_row(NASTY, Text(NASTY))
        with Live(table, console=console, auto_refresh=False) as live:
            live.update(table, refresh=True)
    assert "\x1b[1;31m" in screen.text, "colours of our own"
    assert is_harmless(RICH_S_OWN.sub("", screen.text))
    assert "[31mred" in screen.text


def test_what_is_said_beside_a_moving_line_is_guarded(screen: Screen) -> None:
    with screen, ProgressDisplay() as display:
        display.waiting_for(NASTY, 1, 2)
        display.say(NASTY)
        print(NASTY, file=sys.stderr)
        print(NASTY)
    assert is_harmless(RICH_S_OWN.sub("", screen.text))
    # Rich has its lines broken by then.
    assert "".join(screen.text.split()).count("\\u001b[31mred\\u001b]0;title\\u0007") == 2


@given(ANY_TEXT)
def test_a_console_shows_no_harmful_text(text: str) -> None:
    console = GuardedConsole(file=io.StringIO(), width=40, color_system=None)
    console.print(Text(text), text, markup=False)
    assert is_harmless(cast(io.StringIO, console.file).getvalue())


def test_errors_are_guarded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise CommandError(f"{NASTY}: no such file")

    monkeypatch.setattr(main, "app", fail)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    with pytest.raises(SystemExit):
        main.main()
    told = capsys.readouterr().err
    assert is_harmless(told)
    assert told.startswith("wireroom: \\u001b[31mred")


def test_a_guard_is_put_once() -> None:
    stream = guarded(cast(TextIO, io.StringIO()))
    assert guarded(stream) is stream
    assert isinstance(stream, GuardedText)
    assert Console(file=cast(Any, stream)).file is stream.rich_proxied_file


def test_no_other_console_is_made() -> None:
    folder = Path(services.cli.__file__).parent
    made = re.compile(r"(?<!Guarded)Console\(|get_console\(|rich import print|Live\((?!.*console=)")
    found = [path.name for path in folder.rglob("*.py") if made.search(path.read_text())]
    assert found == []
