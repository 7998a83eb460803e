"""Every file is found, or named with the reason why not."""

import os
from pathlib import Path

import pytest

from services.cli.inputs.input_files import (
    BadInput,
    InputFile,
    PassedOver,
    find_files,
    kind_of,
    opened,
    printable,
    sample_files,
)


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_folders_are_searched_and_all_that_is_passed_over_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "deep/a.html.gz", "deep/c.ndjson", "deep/report.pdf", "x.gz", "t.xls")
    touch(tmp_path, ".git/config.txt", ".hidden.txt", "old.rar", "README")
    (tmp_path / "nowhere.txt").symlink_to("gone")
    (tmp_path / "link").symlink_to(tmp_path / "deep")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(find_files([str(tmp_path), "-"]))
    files = [one.name for one in found if isinstance(one, InputFile)]
    assert files == ["b.txt", "deep/a.html", "deep/c.ndjson", ""]
    passed = {
        one.where.removeprefix(f"{tmp_path}/"): one.reason
        for one in found
        if isinstance(one, PassedOver)
    }
    no_articles = "not a .txt, .html, .json, .xml, .csv, .warc or .eml file"
    assert passed == {
        ".git/": "hidden",
        "link/": "a link to a folder",
        ".hidden.txt": "hidden",
        "README": no_articles,
        "deep/report.pdf": no_articles,
        "nowhere.txt": "a link to nothing",
        "old.rar": "an archive: unpack it",
        "pipe.txt": "not a file",
        "t.xls": no_articles,
        "x.gz": no_articles,
    }
    assert len(found) == len(files) + len(passed)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("nowhere.txt", "no such file"),
        ("picture.png", "not a .txt"),
        ("empty", "no .txt, .html, .json, .xml, .csv, .warc or .eml file in it"),
        ("https://example.com/a?b=1&c", "Wireroom fetches nothing from the web"),
    ],
)
def test_what_is_named_and_of_no_use_is_bad_and_the_rest_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: str
) -> None:
    monkeypatch.chdir(tmp_path)
    touch(tmp_path, "picture.png", "good.txt")
    (tmp_path / "empty").mkdir()
    bad, good = find_files([name, "good.txt"])
    assert isinstance(bad, BadInput)
    assert bad.where == name
    assert bad.error.startswith(error)
    assert good == InputFile(Path("good.txt"), "good.txt", "good.txt")


def test_an_address_comes_with_the_command_to_use_instead() -> None:
    [bad] = find_files(["http://example.com/it's"])
    assert isinstance(bad, BadInput)
    assert """--url 'http://example.com/it'"'"'s'""" in bad.error


def test_a_folder_without_articles_names_what_lies_in_it_and_is_bad(tmp_path: Path) -> None:
    touch(tmp_path, "a.pdf")
    passed, bad = find_files([str(tmp_path)])
    assert isinstance(passed, PassedOver)
    assert isinstance(bad, BadInput)


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.txt")
    one, again = find_files([str(tmp_path), str(tmp_path / "a.txt")])
    assert isinstance(one, InputFile)
    assert again == PassedOver(str(tmp_path / "a.txt"), "named before")


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("a.TXT", "text"),
        ("a.htm.gz", "html"),
        ("a.json.bz2", "json"),
        ("a.b.jsonl.xz", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.jl", "jsonl"),
        ("a.pdf.gz", None),
        ("a", None),
    ],
)
def test_kinds(file: str, kind: str | None) -> None:
    assert kind_of(Path(file)) == kind


def test_a_name_can_be_shown_whatever_is_in_it(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \x1b[31m\n.txt")
    (tmp_path / name).write_text("x")
    [found] = find_files([str(tmp_path)])
    assert isinstance(found, InputFile)
    assert found.where == f"{tmp_path}/caf\\xe9 \\x1b[31m\\n.txt"
    with opened(found) as (content, _):
        assert content.read() == b"x"
    assert printable("café 東京") == "café 東京"


def test_samples_are_named_by_their_names_and_not_checked() -> None:
    samples = sample_files()
    assert len(samples) == 11
    assert all(one.unchecked and one.where == one.name for one in samples)
