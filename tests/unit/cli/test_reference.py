"""Tables for docs: types in words, usage of commands, and text between markers."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest

from schemas.articles import Money, Share, UtcDatetime
from services.cli import reference
from services.cli.reference import commands_table, own_services, type_in_words, with_tables, write


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str, "string"),
        (str | None, "string or null"),
        (list[int], "list of integer"),
        (dict[str, float], "map of string to number"),
        (Literal["day", "week"], "`day` or `week`"),
        (Money | None, "[Money](#money) or null"),
        (UtcDatetime, "time"),
        (Share, "number"),
        (datetime, "time"),
    ],
)
def test_types_are_told_in_words(annotation: object, words: str) -> None:
    assert type_in_words(annotation) == words


def test_a_type_that_no_reader_knows_is_no_table() -> None:
    with pytest.raises(KeyError):
        type_in_words(bytes)


def test_a_group_is_told_by_its_commands() -> None:
    rows = commands_table().splitlines()
    assert any(row.startswith("| `wireroom dead show ID` |") for row in rows)
    assert not any(row.startswith("| `wireroom dead` |") for row in rows)


def test_only_what_stands_between_the_markers_changes() -> None:
    text = "a <!-- x:begin --> old <!-- x:end --> b"
    new = with_tables(text, {"x": "| t |"})
    assert new == "a <!-- x:begin -->\n| t |\n<!-- x:end --> b"
    assert with_tables(new, {"x": "| t |"}) == new


@pytest.mark.parametrize("text", ["", "<!-- x:begin -->", "<!-- x:end --> <!-- x:begin -->"])
def test_a_page_without_markers_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="x:begin"):
        with_tables(text, {"x": ""})


def test_services_of_other_packages_are_left_out() -> None:
    assert list(own_services()) == [
        "intake",
        "cleaning",
        "tagging",
        "storage",
        "feeders",
        "gateway",
    ]


def test_every_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "pages", lambda: {"a/b.md": {"x": "| t |"}})
    page = tmp_path / "a" / "b.md"
    page.parent.mkdir()
    page.write_text("<!-- x:begin --><!-- x:end -->")
    write(tmp_path)
    assert "| t |" in page.read_text()
