"""Building a pack: each id once, a version that is the content's, a file that appears whole."""

from pathlib import Path

import pytest

from services.lab.packs.build_pack import build, names_of
from services.tagging.kb.entry import OTHER, USUAL, BadLine
from services.tagging.kb.pack import Pack
from tests.unit.tagging.kb.samples import entry_of


def test_each_key_of_an_entry_comes_once_and_usual_names_first() -> None:
    entry = entry_of("1", "The Acme", "acme", "AC/DC", "...")
    assert list(names_of(entry)) == [(b"acme", USUAL), (b"ac/dc", OTHER)]


def test_an_id_that_comes_twice_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(BadLine, match="x comes twice"):
        build([entry_of("x", "A"), entry_of("x", "B")], tmp_path / "a.pack", "test")
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    one, two = entry_of("1", "Acme"), entry_of("2", "Zenith")
    first = build([one, two], tmp_path / "a.pack", "a")
    assert build([one, two], tmp_path / "b.pack", "b") == first
    assert build([one], tmp_path / "c.pack", "a") != first
    assert str(Pack(tmp_path / "a.pack")) == f"a@{first}"
