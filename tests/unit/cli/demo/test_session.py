"""The demo takes what it can read and names the rest, as ``publish`` does."""

from pathlib import Path

import pytest

from services.cli.demo.session import drafts_of
from services.cli.errors import CommandError


def test_one_bad_file_does_not_end_it(tmp_path: Path) -> None:
    folder = tmp_path / "scraped"
    folder.mkdir()
    (folder / "good.txt").write_text("The ferry sails again.")
    (folder / "sums.xlsx").write_bytes(b"PK")
    (tmp_path / "pdf.html").write_bytes(b"%PDF-1.7\n\x00\xff")
    said: list[str] = []
    names = [str(tmp_path / "pdf.html"), str(folder), str(tmp_path / "gone.txt")]
    drafts, bad = drafts_of(names, said.append)
    assert [draft.where for draft in drafts] == [f"{folder}/good.txt"]
    assert bad == [names[0], names[2]]
    assert [line.split(": ")[0] for line in said] == [names[0], f"{folder}/sums.xlsx", names[2]]
    assert ": passed over: " in said[1]


def test_without_any_article_there_is_no_demo(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no article in these files"):
        drafts_of([str(tmp_path / "gone.txt")], lambda _: None)
