"""The measuring itself: models of other sites, tables by part and fold, the speed."""

import gzip
import json
from collections.abc import Container
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from services.cleaning.html.blocks.model import current_model as block_model
from services.cleaning.html.blocks.model import shipped_model as shipped_blocks
from services.cleaning.lines.classifier import current_model as line_model
from services.cleaning.lines.classifier import shipped_model as shipped_lines
from services.lab.cleaning.cleaners import Answer, Cleaner
from services.lab.cleaning.evaluate import evaluate, tables
from services.lab.cleaning.labelled import ASIDE, Article, articles, fold_of
from services.lab.cleaning.speed import per_second, plain_texts
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

pytestmark = pytest.mark.slow

EXPECTED = {
    "body": "\n".join(PARAGRAPHS),
    "title": TITLE,
    "authors": ["Orla Bredeveld"],
    "date": "2019-03-04",
}
TEXT = "\n\n".join([TITLE, SIGNATURE, *PARAGRAPHS, "Share", "Read more: A history of floods"])


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    article = {"id": "one", "source": "ours-text", "url": None, "text": TEXT, "expected": EXPECTED}
    page = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    html = {**article, "id": "two", "source": "ours", "html_path": "html/two.html.gz"}
    del html["text"]
    for folder, one in (("plaintext", article), ("extraction", html)):
        (tmp_path / folder).mkdir()
        with gzip.open(tmp_path / folder / f"{folder}.jsonl.gz", "wt") as file:
            file.write(json.dumps(one) + "\n")
    (tmp_path / "extraction/html").mkdir()
    (tmp_path / "extraction/html/two.html.gz").write_bytes(
        gzip.compress(
            f"<html><body><article><h1>{TITLE}</h1>{page}</article></body></html>".encode()
        )
    )
    return tmp_path


def test_pages_come_with_their_html_and_texts_with_their_text(bench: Path) -> None:
    html, text = articles(bench)

    assert TITLE in html["html"]
    assert text["text"] == TEXT


def test_the_speed_is_that_of_plain_texts_alone(bench: Path) -> None:
    [text] = plain_texts(bench)
    assert text.raw.text == TEXT
    assert per_second([text]) > 0


def test_the_tables_name_both_cleaners_and_the_worst_cases(bench: Path) -> None:
    told = evaluate(bench, errors=True)

    assert "wireroom" in told
    assert "trafilatura" in told
    assert "confidence" in told
    assert " lost " in told
    assert "models: trained on the other folds for no fold (lines)" in told
    assert "sentences lost by wireroom:" in told
    assert " dev " in told or " aside " in told
    *_, worst, _, speed = told.splitlines()
    assert worst.startswith("1.000")
    assert "of the right ones are kept" in worst
    assert speed.startswith("pages/CPU s: wireroom ")
    assert "; wireroom / trafilatura with metadata " in speed
    assert "method" not in told


def test_folds_and_methods_are_told_if_wanted(bench: Path) -> None:
    told = evaluate(bench, folds=True, methods=True)

    assert " mean " in told
    [header] = [line for line in told.splitlines() if "method" in line]
    assert header.split() == ["field", "n", "stated", "right", "method", "(dev", "folds)"]


def page(number: int) -> dict[str, Any]:
    url = f"https://paper{number}.example/flood"
    return {"id": f"{number}", "url": url, "html": "<p>A flood</p>", "expected": EXPECTED}


def cleaner_of(right: Container[str]) -> Cleaner:
    """One that takes a second for a page, and finds titles of some pages only."""
    return lambda article: Answer("", TITLE if article["id"] in right else None, (), None, 1.0)


def test_the_mean_is_over_folds_and_a_part_over_its_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [{**page(number), "source": "ours"} for number in range(40)]
    by_fold = {fold: [one for one in pages if fold_of(one) == fold] for fold in range(5)}
    few, many = sorted((0, 1), key=lambda fold: len(by_fold[fold]))
    kept = [by_fold[few][0], *by_fold[many][:3], by_fold[ASIDE][0]]
    monkeypatch.setattr("services.lab.cleaning.evaluate.articles", lambda _: iter(kept))
    cleaners = {"wireroom": cleaner_of({kept[0]["id"]})}

    found = tables(tmp_path, cleaners, folds=True)

    titles = {row["part"]: (row["n"], row["title"]) for row in found["rows"]}
    assert titles == {
        "dev": (4, 0.25),
        "aside": (1, 0.0),
        f"{few}": (1, 1.0),
        f"{many}": (3, 0.0),
        f"{ASIDE}": (1, 0.0),
        "mean": (5, pytest.approx(1 / 3)),
    }
    assert found["pages_a_second"] == {"wireroom": 1.0}


def test_an_article_is_cleaned_with_both_models_of_other_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, blocks = shipped_lines(), shipped_blocks()
    of_lines = {fold: replace(lines) for fold in range(5)}
    of_blocks = {fold: replace(blocks) for fold in range(4)}  # none for the fifth
    pages = [{**page(number), "source": "ours"} for number in range(40)]
    place = "services.lab.cleaning.evaluate"
    monkeypatch.setattr(f"{place}.articles", lambda _: iter(pages))
    monkeypatch.setattr(f"{place}._MIN_EXAMPLES", 0)
    monkeypatch.setattr(f"{place}.train.cross_train", lambda _: of_lines)
    monkeypatch.setattr(f"{place}.train_blocks.cross_train", lambda _: of_blocks)
    used = []

    def cleaner(article: Article) -> Answer:
        used.append((fold_of(article), line_model(), block_model()))
        return Answer("", None, (), None, 1.0)

    told = tables(tmp_path, {"wireroom": cleaner})["models"]

    assert {fold for fold, *_ in used} == set(range(5))
    for fold, by_lines, by_blocks in used[1:]:  # the first call loads
        assert by_lines is of_lines[fold]
        assert by_blocks is of_blocks.get(fold, blocks)
    assert "0, 1, 2, 3, 4 (lines) and for 0, 1, 2, 3 (blocks), else as shipped" in told
