"""The measuring itself: a right answer scores one, a wrong one is listed."""

import gzip
import json
from pathlib import Path

import pytest

from services.lab.cleaning.cleaners import Answer, ours
from services.lab.cleaning.evaluate import evaluate, score
from services.lab.cleaning.labelled import articles
from services.lab.cleaning.prose_lost import ProseLost
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


def test_a_right_answer_scores_one_and_a_wrong_one_less(bench: Path) -> None:
    *_, text = articles(bench)
    right = score(text, ours(text))
    wrong = score(text, Answer(TEXT, "Something else", (), None, 0.0))

    assert (right.precision, right.recall) == (1.0, 1.0)
    assert right.prose == ProseLost(0, 8)
    assert right.fields == {"title": True, "published": True, "authors": True}
    assert score(text, Answer(PARAGRAPHS[0], None, (), None, 0.0)).prose == ProseLost(7, 8)
    assert wrong.precision is not None
    assert wrong.precision < 1.0
    assert not any(wrong.fields.values())


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
    assert "sentences lost by wireroom:" in told
    assert " dev " in told or " aside " in told
    assert told.splitlines()[-1].startswith("1.000")
    assert "of the right ones are kept" in told
