"""A right answer scores one, a wrong one less; a field that no one looked for does not count."""

import pytest

from services.lab.cleaning.cleaners import Answer, ours
from services.lab.cleaning.prose_lost import ProseLost
from services.lab.cleaning.scores import score
from tests.unit.cleaning.makers import PARAGRAPHS, SIGNATURE, TITLE

pytestmark = pytest.mark.slow

TEXT = "\n\n".join([TITLE, SIGNATURE, *PARAGRAPHS, "Share", "Read more: A history of floods"])
ARTICLE = {
    "id": "one",
    "url": None,
    "text": TEXT,
    "expected": {
        "body": "\n".join(PARAGRAPHS),
        "title": TITLE,
        "authors": ["Orla Bredeveld"],
        "date": "2019-03-04",
    },
}


def test_a_right_answer_scores_one_and_a_wrong_one_less() -> None:
    right = score(ARTICLE, ours(ARTICLE))
    wrong = score(ARTICLE, Answer(TEXT, "Something else", (), None, 0.0))

    assert (right.precision, right.recall) == (1.0, 1.0)
    assert right.prose == ProseLost(0, 8)
    assert right.fields == {"title": True, "published": True, "authors": True}
    assert set(right.evidence) >= {"title", "published", "authors"}
    assert score(ARTICLE, Answer(PARAGRAPHS[0], None, (), None, 0.0)).prose == ProseLost(7, 8)
    assert wrong.precision is not None
    assert wrong.precision < 1.0
    assert not any(wrong.fields.values())


def test_a_field_that_the_cleaner_does_not_look_for_is_not_wrong() -> None:
    answer = Answer("", None, (), None, 0.0, looks_for=("title",))

    assert score(ARTICLE, answer).fields == {"title": False}


def test_texts_are_no_pages() -> None:
    answer = Answer("", None, (), None, 0.0)

    assert not score(ARTICLE, answer).is_page
    assert score({**ARTICLE, "html": "<p>A flood</p>"}, answer).is_page
