"""Scores what a cleaner made of one labelled article."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.articles import Evidence
from services.cleaning.text_normalisation import comparison_key
from services.lab.cleaning.cleaners import Answer
from services.lab.cleaning.examples import quadruples
from services.lab.cleaning.labelled import Article
from services.lab.cleaning.prose_lost import ProseLost, prose_lost


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of one body, sentences that it lacks, and whether each field is right.

    None where nothing is labelled; ``fields`` holds labelled fields that the cleaner looks for.
    """

    id: str
    precision: float | None
    recall: float | None
    fields: Mapping[str, bool]
    seconds: float
    evidence: Mapping[str, Evidence]
    prose: ProseLost | None = None
    is_page: bool = True


def score(article: Article, answer: Answer) -> Score:
    """Scores an answer: its body by word quadruples, or by labelled snippets."""
    expected = article["expected"]
    precision, recall = _body(expected, answer.body)
    fields = {}
    if expected.get("title"):
        fields["title"] = comparison_key(answer.title or "") == comparison_key(expected["title"])
    if expected.get("date"):
        fields["published"] = (answer.date or "")[:10] == str(expected["date"])[:10]
    if expected.get("authors"):
        fields["authors"] = set(map(comparison_key, answer.authors)) == set(
            map(comparison_key, expected["authors"])
        )
    return Score(
        article["id"],
        precision,
        recall,
        {name: right for name, right in fields.items() if name in answer.looks_for},
        answer.seconds,
        answer.evidence,
        prose_lost(expected["body"], answer.body) if expected.get("body") else None,
        bool(article.get("html")),
    )


def _body(expected: Mapping[str, Any], body: str) -> tuple[float | None, float | None]:
    if expected.get("body"):
        wanted, given = quadruples(expected["body"]), quadruples(body)
        right = (wanted & given).total()
        precision = right / given.total() if given.total() else None
        return precision, right / max(1, wanted.total())
    if "with" in expected:
        flat = " ".join(body.split())
        kept = sum(" ".join(one.split()) in flat for one in expected["with"])
        wrong = sum(" ".join(one.split()) in flat for one in expected["without"])
        precision = kept / (kept + wrong) if kept + wrong else None
        return precision, kept / len(expected["with"]) if expected["with"] else None
    return None, None
