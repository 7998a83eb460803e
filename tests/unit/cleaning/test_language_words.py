"""Every language is one file of words: each file loads, and a file that is added is picked up."""

import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from babel import Locale

from services.cleaning.language_words import LANGUAGES, WORDS, any_of, load
from services.cleaning.lines.boilerplate_phrases import KINDS
from services.cleaning.text_normalisation import words_of

SHIPPED = Path(str(files("services.cleaning") / "data" / "words"))
PLAIN = ("phrases", "names", "agencies", "dateline", "kind_")
"""Sections whose entries are no regular expressions."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SHIPPED, tmp_path / "words")
    return tmp_path / "words"


@pytest.mark.parametrize("file", sorted(SHIPPED.iterdir()), ids=lambda file: file.stem)
def test_each_file_is_of_a_language(file: Path) -> None:
    assert file.suffix == ".toml"
    assert file.stem == "international" or Locale.parse(file.stem).english_name
    assert file.read_text("utf-8").startswith("# ")


def test_every_key_has_entries_in_some_language() -> None:
    assert [key for key, entries in WORDS.items() if not entries] == []
    assert len(LANGUAGES) > 25


def test_every_kind_of_piece_has_its_phrases() -> None:
    assert {f"phrases.{kind}" for kind in KINDS} == {
        key for key in WORDS if key.startswith("phrases.")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_phrases_are_written_as_lines_are_compared(kind: str) -> None:
    for phrase in WORDS[f"phrases.{kind}"]:
        if not phrase.startswith("*"):
            words = phrase.removeprefix("=").removeprefix("^").split()
            assert words == words_of(" ".join(words)), phrase


@pytest.mark.parametrize("key", sorted(key for key in WORDS if not key.startswith(PLAIN)))
def test_regular_expressions_compile_alone_and_together(key: str) -> None:
    for entry in WORDS[key]:
        assert re.compile(entry)
        assert not re.fullmatch(entry, ""), f"{entry} fits everything"
    assert re.compile(any_of(WORDS[key]))


@pytest.mark.parametrize(
    "key",
    [
        *("byline.by", "byline.before_by", "byline.by_before_colon", "lines.picture_credits"),
        *sorted(key for key in WORDS if key.startswith("page_kinds.")),
    ],
)
def test_what_is_sought_in_lower_case_is_written_so(key: str) -> None:
    for entry in WORDS[key]:
        letters = re.sub(r"\\.", "", entry)  # `\S` is no capital
        assert letters == letters.lower(), entry


def test_any_of_nothing_fits_nothing() -> None:
    assert not re.search(any_of(()), "By Orla Bredeveld")


def test_an_added_language_is_picked_up(folder: Path) -> None:
    (folder / "cy.toml").write_text('# Welsh\n\n[byline]\nby = ["gan"]\n', "utf-8")

    words, languages = load(folder)

    assert languages == LANGUAGES | {"cy"}
    assert set(words["byline.by"]) == {*WORDS["byline.by"], "gan"}
    assert words["byline.and"] == WORDS["byline.and"]


@pytest.mark.slow
def test_cleaning_uses_the_words_of_an_added_language(folder: Path) -> None:
    (folder / "cy.toml").write_text('# Welsh\n\n[byline]\nby = ["gan"]\n', "utf-8")
    program = f"""
from pathlib import Path
from services.cleaning import language_words
language_words.WORDS, language_words.LANGUAGES = language_words.load(Path({str(folder)!r}))
from services.cleaning.attribution import byline, date_words
print([author.name for author in byline.read("Gan Orla Bredeveld").authors])
print(date_words.months("cy")["mawrth"])
"""

    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300
    )

    assert run.stdout.split("\n") == ["['Orla Bredeveld']", "3", ""]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[byline]\nbuy = []", r"cy\.toml: .*byline\.buy"),
        ("[byline]\nby = 'gan'", r"cy\.toml: byline\.by is not a list"),
        ("[byline]\nby = [1]", r"cy\.toml: byline\.by is not a list"),
        ("byline = ['gan']", r"cy\.toml: .*byline\."),
        ("[byline\n", r"cy\.toml: "),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(folder: Path, written: str, message: str) -> None:
    (folder / "cy.toml").write_text(written, "utf-8")

    with pytest.raises(ValueError, match=message):
        load(folder)
