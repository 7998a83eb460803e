"""Labelled articles as they are read, and the folds that sites are in."""

import gzip
import json
from pathlib import Path

from services.lab.cleaning.labelled import FOLDS, articles, fold_of


def test_a_folder_without_labelled_articles_has_none(tmp_path: Path) -> None:
    assert list(articles(tmp_path)) == []


def test_texts_come_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "plaintext").mkdir()
    written = {"id": "one", "url": None, "text": "Low tide", "expected": {}}
    with gzip.open(tmp_path / "plaintext/plaintext.jsonl.gz", "wt") as file:
        file.write(json.dumps(written) + "\n")

    assert list(articles(tmp_path)) == [written]


def test_all_articles_of_a_site_are_in_one_fold() -> None:
    site = [{"id": str(n), "url": f"https://ellery-courier.com/{n}"} for n in range(20)]
    sites = [{"id": str(n), "url": f"https://paper{n}.com/a"} for n in range(200)]

    assert len({fold_of(article) for article in site}) == 1
    assert {fold_of(article) for article in sites} == set(range(FOLDS))


def test_a_text_without_a_url_is_in_the_fold_of_its_page() -> None:
    assert fold_of({"id": "one", "url": None}) == fold_of({"id": "one#text"})
