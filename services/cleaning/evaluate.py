"""Measures cleaning on labelled pages and texts, beside stock trafilatura on the same pages.

PATH holds `extraction/extraction.jsonl.gz` with its pages and `plaintext/plaintext.jsonl.gz`, of
`{id, source, url, html_path | text, expected{body | with + without, title, authors[], date}}`.

The shipped line model was trained on such plain texts: on the very ones it has seen, its figures
are too good; `services.cleaning.train` prints those for sites that it has not seen.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

from trafilatura import bare_extraction

from schemas.articles import AcceptedArticle, CleanedArticle, Origin, RawArticle
from services.cleaning.examples import quadruples
from services.cleaning.hygiene import fold
from services.cleaning.labelled import Article, articles
from services.cleaning.logic import clean


@dataclass(frozen=True, slots=True)
class Answer:
    """What a cleaner made of one page, and the seconds that it took."""

    body: str
    title: str | None
    authors: tuple[str, ...]
    date: str | None
    seconds: float
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one page: precision and recall of the body, whether each field is right; None: no gold."""

    id: str
    precision: float | None
    recall: float | None
    fields: Mapping[str, bool]
    seconds: float
    confidence: Mapping[str, float]


def ours(article: Article) -> Answer:
    accepted = AcceptedArticle(
        article_id="0" * 32,
        revision="0" * 64,
        raw=RawArticle.model_validate({key: article.get(key) for key in ("text", "html", "url")}),
        canonical_url=article.get("url"),
        domain=article.get("domain"),
        received_at=datetime.now(UTC),
        origin=Origin(topic="", partition=0, offset=0, timestamp=0),
    )
    start = process_time()
    cleaned = clean(accepted)
    seconds = process_time() - start
    if not isinstance(cleaned, CleanedArticle):
        return Answer("", None, (), None, seconds)
    return Answer(
        body=cleaned.body,
        title=cleaned.title,
        authors=tuple(author.name for author in cleaned.authors),
        date=cleaned.published.value if cleaned.published else None,
        seconds=seconds,
        confidence={name: one.confidence for name, one in cleaned.evidence.items()},
    )


def stock(article: Article) -> Answer:
    """What trafilatura makes of a page by itself; of plain text it makes nothing."""
    start = process_time()
    page = article.get("html")
    found: Any = page and bare_extraction(page, url=article.get("url"), with_metadata=True)
    seconds = process_time() - start
    if not found:
        return Answer("", None, (), None, seconds)
    authors = tuple(found.author.split("; ")) if found.author else ()
    return Answer(found.text or "", found.title, authors, found.date, seconds)


def score(article: Article, answer: Answer) -> Score:
    """How right an answer is: bodies by word quadruples, or by snippets in and not in them."""
    expected = article["expected"]
    precision, recall = _body(expected, answer.body)
    fields = {}
    if expected.get("title"):
        fields["title"] = fold(answer.title or "") == fold(expected["title"])
    if expected.get("date"):
        fields["published"] = (answer.date or "")[:10] == str(expected["date"])[:10]
    if expected.get("authors"):
        fields["authors"] = set(map(fold, answer.authors)) == set(map(fold, expected["authors"]))
    return Score(article["id"], precision, recall, fields, answer.seconds, answer.confidence)


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


def tables(path: Path, cleaners: Mapping[str, Callable[[Article], Answer]]) -> dict[str, Any]:
    """Rows by source and cleaner, the reliability of our confidences, and all our scores.

    ``{"rows": [{source, cleaner, n, body, title, published, authors, ms}], "reliability": [...],
    "scores": [Score]}``; shares are from 0 to 1, None where there is no gold.
    """
    scores: dict[tuple[str, str], list[Score]] = defaultdict(list)
    for article in articles(path):
        for name, cleaner in cleaners.items():
            scores[article["source"], name].append(score(article, cleaner(article)))
    mine = [one for (_, name), of in scores.items() if name == "wireroom" for one in of]
    return {
        "rows": [
            {"source": source, "cleaner": name, "n": len(of), **_row(of)}
            for (source, name), of in sorted(scores.items())
        ],
        "reliability": _reliability(mine),
        "scores": mine,
    }


def _row(scores: Sequence[Score]) -> dict[str, float | None]:
    precision = _mean([one.precision for one in scores])
    recall = _mean([one.recall for one in scores])
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return {
        "body": f1,
        **{
            name: _mean([float(one.fields[name]) for one in scores if name in one.fields])
            for name in ("title", "published", "authors")
        },
        "ms": 1000 * sum(one.seconds for one in scores) / len(scores),
    }


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _reliability(scores: Sequence[Score]) -> list[dict[str, Any]]:
    """For each field and tenth of confidence: how many answers, and the share that was right."""
    bins: dict[tuple[str, float], list[bool]] = defaultdict(list)
    for one in scores:
        for name, right in one.fields.items():
            if name in one.confidence:
                bins[name, int(one.confidence[name] * 10) / 10].append(right)
    return [
        {"field": name, "confidence": low, "n": len(of), "right": sum(of) / len(of)}
        for (name, low), of in sorted(bins.items())
    ]


def worst(scores: Sequence[Score], most: int = 20) -> list[tuple[float, str, str]]:
    """The pages cleaned worst: body F1, id, and the fields that are wrong."""
    judged = [
        (
            2 * one.precision * one.recall / max(1e-9, one.precision + one.recall)
            if one.precision and one.recall
            else 0.0,
            one.id,
            " ".join(name for name, right in one.fields.items() if not right),
        )
        for one in scores
        if one.recall is not None
    ]
    return sorted(judged)[:most]


def evaluate(path: Path, *, errors: bool = False) -> str:
    """The tables as text; with ``errors`` the worst cases too."""
    result = tables(path, {"wireroom": ours, "trafilatura": stock})
    lines = [f"{'source':18}{'cleaner':13}{'n':>4}   body  title   date authors     ms"]
    for row in result["rows"]:
        shares = "".join(
            f"{'–' if row[name] is None else format(row[name], '.3f'):>7}"
            for name in ("body", "title", "published", "authors")
        )
        lines.append(f"{row['source']:18}{row['cleaner']:13}{row['n']:>4}{shares}{row['ms']:>8.1f}")
    lines += ["", f"{'field':12}{'confidence':>11}{'n':>6}{'right':>8}"]
    for row in result["reliability"]:
        lines.append(
            f"{row['field']:12}{row['confidence']:>11.1f}{row['n']:>6}{row['right']:>8.2f}"
        )
    if errors:
        lines += ["", "worst:"]
        lines += [f"{f1:.3f} {id} {wrong}" for f1, id, wrong in worst(result["scores"])]
    return "\n".join(lines)
