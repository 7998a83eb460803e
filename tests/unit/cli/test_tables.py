"""Tables cut nothing off, and JSON is one object a line."""

import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from services.cli.tables import print_json, print_rows, print_table, printable, table_lines

TIME = "2026-03-04 17:30:00.123"
ROWS = [
    (TIME, "publisher", "articles.raw/11/1234567", ""),
    (TIME, "tagging", "articles.enriched/3/17", "tagging 4 took 0.250 s, 12 entities, no title"),
]
COLUMNS = ("time", "service", "where", "what")


def drawn(width: int, wrapped: str | None = "what") -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    for line in table_lines(COLUMNS, ROWS, width, wrapped):
        console.print(line)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 110, 200])
@pytest.mark.parametrize("wrapped", ["what", None])
def test_nothing_is_cut_off(width: int, wrapped: str | None) -> None:
    shown = drawn(width, wrapped)
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= width
    letters = "".join(cell for row in ROWS for cell in row).replace(" ", "")
    assert Counter("".join(shown.split())) >= Counter(letters)


@pytest.mark.parametrize("width", [80, 110])
def test_all_but_the_sentences_stay_on_one_line(width: int) -> None:
    lines = drawn(width).splitlines()
    assert sum(TIME in line and "articles." in line for line in lines) == len(ROWS)


def test_sentences_go_below_where_there_is_no_room_beside() -> None:
    lines = drawn(80).splitlines()
    assert lines[0].split() == ["time", "service", "where"]
    assert lines[-1].strip() == ROWS[1][3]
    assert lines[-1].startswith("    ")
    assert len(lines) == 1 + len(ROWS) + 1, "an empty sentence takes no line"


def test_marks_of_rich_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(file=io.StringIO(), width=80, color_system=None)
    for line in table_lines(("a",), [("[bold]x[/]",)], 80):
        console.print(line)
    assert isinstance(console.file, io.StringIO)
    assert "[bold]x[/]" in console.file.getvalue()


def test_a_pipe_gets_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("a", "b"), [("1\t2", "x\ny\x1b[31m")])
    assert capsys.readouterr().out == "a\tb\n1 2\tx y\N{REPLACEMENT CHARACTER}[31m\n"


def test_rows_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("intake", 1200, None), ("tagging", 0, 0.5)]
    print_rows(("service", "so far", "share"), rows, as_json=False)
    assert capsys.readouterr().out == "service\tso far\tshare\nintake\t1,200\t\ntagging\t0\t0.50\n"
    print_rows(("service", "so far", "share"), rows, as_json=True)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"service": "intake", "so_far": 1200, "share": None},
        {"service": "tagging", "so_far": 0, "share": 0.5},
    ]


def test_json_is_one_line_with_times_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 3, 4, 18, 30, tzinfo=timezone(timedelta(hours=1)))
    print_json({"at": at, "naive": datetime(2026, 3, 4), "title": "Ünï\ncode", "utc": UTC})
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "at": "2026-03-04T17:30:00Z",
        "naive": "2026-03-04T00:00:00Z",
        "title": "Ünï\ncode",
        "utc": "UTC",
    }
    assert "Ünï" in line


@given(st.text())
def test_printable_text_is_as_long_and_holds_no_commands(text: str) -> None:
    shown = printable(text)
    assert len(shown) == len(text)
    assert printable(shown) == shown
    assert not set(shown) & {"\x1b", "\n", "\t", "\x9b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"}


def test_letters_of_every_script_are_printable() -> None:
    text = "نمی\N{ZERO WIDTH NON-JOINER}دانم 👩\N{ZERO WIDTH JOINER}🔬 Straße"
    assert printable(text) == text
