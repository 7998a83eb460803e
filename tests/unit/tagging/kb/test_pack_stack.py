"""Several packs at once: the first prevails, and a replaced one is taken up while running."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from services.lab.packs.build_pack import build
from services.tagging.kb.pack import BadPack, NameMatch
from services.tagging.kb.pack_stack import PackStack
from tests.unit.tagging.kb.samples import entry_of


def ids(matches: Iterable[NameMatch]) -> list[str]:
    return [match.entry.id for match in matches]


def packs(folder: Path, *named: Path) -> PackStack:
    starter = folder / "starter.pack"
    if not starter.exists():
        build([entry_of("1", "Acme", "AC", prior=0.1), entry_of("2", "Zenith")], starter, "starter")
    return PackStack(",".join(map(str, named)), starter)


def test_the_first_pack_prevails_and_the_starter_is_below_all(tmp_path: Path) -> None:
    one, two = tmp_path / "one.pack", tmp_path / "two.pack"
    build([entry_of("1", "Acme", prior=0.9)], one, "one")
    build([entry_of("1", "Acme", prior=0.5), entry_of("3", "Acme")], two, "two")
    several = packs(tmp_path, one, two)
    assert [version.partition("@")[0] for version in several.versions] == ["one", "two", "starter"]
    assert [(one.entry.id, one.entry.prior) for one in several.find("Acme")] == [
        ("1", 0.9),
        ("3", None),
    ]
    # The name that only the starter pack has is no name of it any more.
    assert several.find("AC") == []
    assert ids(several.find("Zenith")) == ["2"]


def test_a_folder_of_packs_grows_and_shrinks(tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    several = packs(tmp_path, folder)
    assert several.find("Nova") == []
    build([entry_of("9", "Nova")], folder / "new.pack", "new")
    several.refresh()
    assert ids(several.find("Nova")) == ["9"]
    (folder / "new.pack").unlink()
    several.refresh()
    assert several.find("Nova") == []


def test_a_replaced_pack_is_taken_up_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "mine.pack"
    old = build([entry_of("9", "Nova")], path, "mine")
    several = packs(tmp_path, path)
    new = build([entry_of("10", "Nova")], path, "mine")
    assert ids(several.find("Nova")) == ["9"]
    assert several.versions[0] == f"mine@{old}"
    several.refresh()
    assert ids(several.find("Nova")) == ["10"]
    assert several.versions[0] == f"mine@{new}"


def test_a_link_that_is_turned_is_taken_up(tmp_path: Path) -> None:
    for name, id in (("a", "9"), ("b", "10")):
        build([entry_of(id, "Nova")], tmp_path / f"{name}.pack", name)
    link, other = tmp_path / "current.pack", tmp_path / "next"
    link.symlink_to("a.pack")
    several = packs(tmp_path, link)
    other.symlink_to("b.pack")
    other.replace(link)
    several.refresh()
    assert ids(several.find("Nova")) == ["10"]


@pytest.mark.parametrize("broken", [b"", b"x" * 5000, None])
def test_a_broken_or_missing_one_leaves_the_old_in_place(
    tmp_path: Path, broken: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "mine.pack"
    build([entry_of("9", "Nova")], path, "mine")
    several = packs(tmp_path, path)
    caplog.set_level(logging.ERROR, "services.tagging.kb.pack_stack")
    path.unlink()
    if broken is not None:
        path.write_bytes(broken)
    for _ in range(3):
        several.refresh()
    assert ids(several.find("Nova")) == ["9"]
    assert len(caplog.records) == (broken is not None)  # It is said once.
    build([entry_of("10", "Nova")], path, "mine")
    several.refresh()
    assert ids(several.find("Nova")) == ["10"]


def test_a_setting_that_names_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPack, match="not there"):
        packs(tmp_path, tmp_path / "none.pack")
    (tmp_path / "x.pack").write_bytes(b"x" * 5000)
    with pytest.raises(BadPack, match=r"x\.pack: no pack \("):
        packs(tmp_path, tmp_path / "x.pack")


def test_what_is_wrong_with_a_pack_that_a_setting_names_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.pack"
    monkeypatch.setattr("services.lab.packs.build_pack.FORMAT", "99")
    build([entry_of(str(n), f"Name {n}") for n in range(500)], path, "x")
    monkeypatch.undo()
    with pytest.raises(BadPack, match=r"x\.pack: its format is 99, 1 is read here"):
        packs(tmp_path, path)
    os.truncate(path, 9_000)
    with pytest.raises(BadPack, match=r"x\.pack: no pack \(it is cut off\)"):
        packs(tmp_path, path)
