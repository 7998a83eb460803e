"""What cleaning states of its answers stands beside how many of them are right."""

from schemas.articles import Evidence
from services.lab.cleaning.calibrate import Calibration, by_confidence, by_method
from services.lab.cleaning.scores import Score


def scored(field: str, method: str, confidence: float, *, right: bool) -> Score:
    evidence = {field: Evidence(method=method, confidence=confidence)}
    return Score("one", None, None, {field: right}, 0.0, evidence)


SCORES = [
    scored("title", "h1", 0.81, right=True),
    scored("title", "h1", 0.89, right=False),
    scored("title", "og", 0.85, right=True),
    scored("authors", "byline", 0.5, right=True),
]


def test_answers_of_one_tenth_of_confidence_are_counted_together() -> None:
    assert by_confidence(SCORES) == [
        Calibration("authors", "", 1, 0.5, 1.0),
        Calibration("title", "", 3, 0.8, 2 / 3),
    ]


def test_each_method_has_its_mean_confidence_and_its_share_of_right_answers() -> None:
    byline, h1, og = by_method(SCORES)

    assert byline == Calibration("authors", "byline", 1, 0.5, 1.0)
    assert (h1.method, h1.n, round(h1.stated, 6), h1.right) == ("h1", 2, 0.85, 0.5)
    assert og == Calibration("title", "og", 1, 0.85, 1.0)


def test_a_field_without_an_answer_or_without_a_label_does_not_count() -> None:
    unanswered = Score("one", None, None, {"title": False}, 0.0, {})
    unlabelled = Score("two", None, None, {}, 0.0, SCORES[0].evidence)

    assert by_method([unanswered, unlabelled]) == []
