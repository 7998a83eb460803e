"""A pack gives back what went in, and what is no pack is refused."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.lab.packs.build_pack import build
from services.tagging.kb.entry import MAX_KEY_BYTES, KbEntry
from services.tagging.kb.pack import BadPack, Pack
from services.tagging.names import normalise
from tests.unit.tagging.kb.samples import UNITED_STATES, entry_of, made


def test_an_entry_comes_back_by_any_spelling_of_its_names(tmp_path: Path) -> None:
    entry = KbEntry.model_validate(UNITED_STATES)
    pack = made(tmp_path / "a.pack", entry)
    for name in ("the U.S.", "us", "AMERICA", "Vereinigte Staaten", "United States’s"):
        (match,) = pack.find(name)
        assert match.entry == entry
    assert pack.find("Utopia") == ()
    assert pack.entry("wikidata:Q30") == entry
    assert pack.entry("wikidata:Q31") is None
    assert list(pack.entries()) == [entry]


def test_a_usual_name_is_told_from_another(tmp_path: Path) -> None:
    pack = made(
        tmp_path / "a.pack", entry_of("1", "Acme"), entry_of("2", "Zenith", "ACME", "Acme Z")
    )
    assert [(one.entry.id, one.usual) for one in pack.find("acme")] == [("1", True), ("2", False)]


@given(st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=8))
def test_every_name_finds_its_thing(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    kept = [name for name in names if 0 < len(name.strip()) <= 300]
    if kept:
        pack = made(tmp_path_factory.mktemp("p") / "a.pack", entry_of("1", *kept))
        for name in kept:
            key = normalise(name).encode()
            assert bool(pack.find(name)) == (0 < len(key) <= MAX_KEY_BYTES)
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
    build([entry_of(str(n), f"Name {n}") for n in range(500)], path, "test")
    os.truncate(path, 9_000)
    with pytest.raises(BadPack, match="cut off"):
        Pack(path)


def test_a_pack_maps_no_more_than_its_file(tmp_path: Path) -> None:
    pack = made(tmp_path / "a.pack", entry_of("1", "Acme"))
    assert pack._pack.info()["map_size"] <= 10 << 20  # What LMDB maps at least.
