"""Packs: what a line may say, that a pack gives back what went in, and several at once."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lab.packs.build_pack import build
from services.lab.packs.starter import countries, own_entries
from services.tagging.kb.entry import BadLine, KbEntry, read_lines
from services.tagging.kb.pack import BadPack, Pack
from services.tagging.kb.pack_stack import PackStack

UNITED_STATES = {
    "id": "wikidata:Q30",
    "type": "GPE",
    "kind": "country",
    "names": {"en": "United States", "de": "Vereinigte Staaten"},
    "aliases": {"en": ["U.S.", "America"]},
    "ids": {"wikidata": "Q30"},
    "lat": 40.0,
    "lon": -100.0,
    "country": "US",
    "prior": 1.0,
}


def thing(id: str, *names: str, **more: object) -> KbEntry:
    first, *others = names
    given = {"id": id, "type": "ORG", "names": {"en": first}, "aliases": {"en": others}, **more}
    return KbEntry.model_validate(given)


def made(path: Path, *things: KbEntry, name: str = "test") -> Pack:
    build(things, path, name)
    return Pack(path)


def ids(senses: Iterable[object]) -> list[str]:
    return [match.entry.id for match in senses]  # type: ignore[attr-defined]


def test_a_line_is_read_and_comes_back(tmp_path: Path) -> None:
    (known,) = read_lines([json.dumps(UNITED_STATES), "", "\n"])
    pack = made(tmp_path / "a.pack", known)
    for name in ("the U.S.", "us", "AMERICA", "Vereinigte Staaten", "United States’s"):
        (match,) = pack.find(name)
        assert match.entry == known
    assert pack.find("Utopia") == ()
    assert pack.entry("wikidata:Q30") == known
    assert pack.entry("wikidata:Q31") is None
    assert list(pack.entries()) == [known]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id"),
        ({"type": "person"}, "type"),
        ({"names": {}}, "names"),
        ({"names": {"english": ""}}, "names"),
        ({"lat": 91}, "lat"),
        ({"country": "usa"}, "country"),
        ({"prior": 2}, "prior"),
        ({"alias": ["x"]}, "alias"),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, object], said: str) -> None:
    lines = [json.dumps(UNITED_STATES), json.dumps(UNITED_STATES | change)]
    with pytest.raises(BadLine, match=rf"^line 2: {said}"):
        list(read_lines(lines))


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(BadLine, match=r"^line 1: it: "):
        list(read_lines(["{"]))


def test_a_usual_name_is_told_from_another(tmp_path: Path) -> None:
    pack = made(tmp_path / "a.pack", thing("1", "Acme"), thing("2", "Zenith", "ACME", "Acme Z"))
    assert [(one.entry.id, one.usual) for one in pack.find("acme")] == [("1", True), ("2", False)]


def test_an_id_that_comes_twice_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(BadLine, match="x comes twice"):
        build([thing("x", "A"), thing("x", "B")], tmp_path / "a.pack", "test")
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    one, two = thing("1", "Acme"), thing("2", "Zenith")
    first = build([one, two], tmp_path / "a.pack", "a")
    assert build([one, two], tmp_path / "b.pack", "b") == first
    assert build([one], tmp_path / "c.pack", "a") != first
    assert str(Pack(tmp_path / "a.pack")) == f"a@{first}"


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=8))
def test_every_name_finds_its_thing(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    from services.tagging.names import normalise

    kept = [name for name in names if 0 < len(name.strip()) <= 300]
    if kept:
        pack = made(tmp_path_factory.mktemp("p") / "a.pack", thing("1", *kept))
        for name in kept:
            key = normalise(name).encode()
            assert bool(pack.find(name)) == (0 < len(key) <= 511)
        pack.close()


def test_a_file_that_is_no_pack(tmp_path: Path) -> None:
    path = tmp_path / "a.pack"
    with pytest.raises(BadPack, match="no pack"):
        Pack(path)
    path.write_bytes(b"x" * 10_000)
    with pytest.raises(BadPack, match="no pack"):
        Pack(path)


def test_a_pack_that_is_cut_off_ends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.pack"
    build([thing(str(n), f"Name {n}") for n in range(500)], path, "test")
    os.truncate(path, 9_000)
    with pytest.raises(BadPack, match="cut off"):
        Pack(path)


def test_a_pack_maps_no_more_than_its_file(tmp_path: Path) -> None:
    pack = made(tmp_path / "a.pack", thing("1", "Acme"))
    assert pack._pack.info()["map_size"] <= 10 << 20  # What LMDB maps at least.


def packs(folder: Path, *named: Path) -> PackStack:
    starter = folder / "starter.pack"
    if not starter.exists():
        build([thing("1", "Acme", "AC", prior=0.1), thing("2", "Zenith")], starter, "starter")
    return PackStack(",".join(map(str, named)), starter)


def test_the_first_pack_prevails_and_the_starter_is_below_all(tmp_path: Path) -> None:
    one, two = tmp_path / "one.pack", tmp_path / "two.pack"
    build([thing("1", "Acme", prior=0.9)], one, "one")
    build([thing("1", "Acme", prior=0.5), thing("3", "Acme")], two, "two")
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
    build([thing("9", "Nova")], folder / "new.pack", "new")
    several.refresh()
    assert ids(several.find("Nova")) == ["9"]
    (folder / "new.pack").unlink()
    several.refresh()
    assert several.find("Nova") == []


def test_a_replaced_pack_is_taken_up_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "mine.pack"
    old = build([thing("9", "Nova")], path, "mine")
    several = packs(tmp_path, path)
    new = build([thing("10", "Nova")], path, "mine")
    assert ids(several.find("Nova")) == ["9"]
    assert several.versions[0] == f"mine@{old}"
    several.refresh()
    assert ids(several.find("Nova")) == ["10"]
    assert several.versions[0] == f"mine@{new}"


def test_a_link_that_is_turned_is_taken_up(tmp_path: Path) -> None:
    for name, id in (("a", "9"), ("b", "10")):
        build([thing(id, "Nova")], tmp_path / f"{name}.pack", name)
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
    build([thing("9", "Nova")], path, "mine")
    several = packs(tmp_path, path)
    path.unlink()
    if broken is not None:
        path.write_bytes(broken)
    for _ in range(3):
        several.refresh()
    assert ids(several.find("Nova")) == ["9"]
    assert len(caplog.records) == (broken is not None)  # It is said once.
    build([thing("10", "Nova")], path, "mine")
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
    build([thing(str(n), f"Name {n}") for n in range(500)], path, "x")
    monkeypatch.undo()
    with pytest.raises(BadPack, match=r"x\.pack: its format is 99, 1 is read here"):
        packs(tmp_path, path)
    os.truncate(path, 9_000)
    with pytest.raises(BadPack, match=r"x\.pack: no pack \(it is cut off\)"):
        packs(tmp_path, path)


def test_the_starter_pack_is_as_its_sources_say() -> None:
    shipped = PackStack()
    for one in (*countries(), *own_entries()):
        assert one in [match.entry for match in shipped.find(one.name)]
