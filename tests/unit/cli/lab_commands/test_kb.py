"""A name is looked up in the packs that tagging uses, or in those that are named."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli.errors import CommandError
from services.cli.main import app

pytestmark = pytest.mark.slow


def kb(*arguments: str, packs: str = "") -> tuple[int, str]:
    """Exit code and standard output. Raises what the command raises."""
    done = CliRunner().invoke(app, ["kb", *arguments], env={"WIREROOM_KB_PACKS": packs})
    if isinstance(done.exception, CommandError):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    source = tmp_path / "mine.jsonl"
    source.write_text(
        '{"id": "acme:1", "type": "ORG", "names": {"en": "Acme"}, "prior": 0.5}\n'
        '{"id": "acme:2", "type": "ORG", "names": {"en": "Acme Holding"},'
        ' "aliases": {"en": ["Acme"]}}\n'
    )
    code, _ = kb("build", str(source), str(tmp_path / "mine.pack"))
    assert code == 0
    return tmp_path / "mine.pack"


def test_a_name_is_looked_up_in_the_pack_that_ships() -> None:
    code, out = kb("search", "kenya")
    assert code == 0
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[0][:3] == ["id", "name", "type"]
    assert ["wikidata:Q114", "Kenya", "GPE"] in [row[:3] for row in rows[1:]]


def test_the_likeliest_comes_first_as_a_table_and_as_json(pack: Path) -> None:
    _, out = kb("search", "ACME", "--pack", str(pack))
    assert [line.split("\t")[0] for line in out.splitlines()] == ["id", "acme:1", "acme:2"]
    _, out = kb("search", "acme", "--pack", str(pack), "--json")
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["acme:1", "acme:2"]


def test_packs_of_the_environment_lie_above_ours(pack: Path) -> None:
    assert "acme:1" in kb("search", "Acme", packs=str(pack))[1]
    assert "wikidata:Q114" in kb("search", "Kenya", packs=str(pack))[1]
    found = [json.loads(line) for line in kb("info", "--json", packs=str(pack))[1].splitlines()]
    assert [one["pack"].partition("@")[0] for one in found] == ["mine", "starter"]
    assert found[0]["entries"] == 2
    assert found[0]["types"] == [{"type": "ORG", "kind": None, "entries": 2}]


def test_a_pack_that_is_named_is_looked_into_alone(pack: Path) -> None:
    for named in (pack, pack.parent):
        [line] = kb("info", str(named), "--json")[1].splitlines()
        assert json.loads(line)["pack"].startswith("mine@")
    with pytest.raises(CommandError, match="nothing is called Kenya in mine@"):
        kb("search", "Kenya", "--pack", str(pack))
    assert "ORG\t\t2" in kb("info", str(pack))[1]


def test_what_is_no_pack_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "odd.pack").write_bytes(b"x" * 5000)
    for named in ("nowhere.pack", str(tmp_path / "odd.pack")):
        with pytest.raises(CommandError) as raised:
            kb("search", "Kenya", "--pack", named)
        assert "\n" not in str(raised.value)
        assert Path(named).name in str(raised.value)
    with pytest.raises(CommandError, match="WIREROOM_KB_PACKS"):
        kb("info", packs=str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=r"no \.pack file in it"):
        kb("info", str(tmp_path / "empty"))
