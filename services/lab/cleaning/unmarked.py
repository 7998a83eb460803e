"""Labels the body of pages that have no labelled body, by what the cleaning of HTML keeps."""

from datetime import UTC, datetime

from schemas.articles import RawArticle
from services.cleaning.html import extract
from services.lab.cleaning.labelled import ASIDE, Article, fold_of

_MIN_BODY = 400  # characters


def body_of(article: Article) -> str | None:
    """The body that the cleaning of HTML finds; None where it is short or known to be wrong.

    It is wrong if it lacks a snippet that is labelled as part of it, or has one that is labelled
    as no part. None for a plain text and for an article kept aside.
    """
    if not article.get("html") or fold_of(article) == ASIDE:
        return None
    raw = RawArticle(html=article["html"], url=article.get("url"))
    parts = extract.extract_html(raw, None, datetime.now(UTC))
    body = "\n".join(parts.paragraphs) if parts else ""
    flat = _flat(body)
    expected = article["expected"]
    right = all(_flat(one) in flat for one in expected.get("with", ()))
    wrong = any(_flat(one) in flat for one in expected.get("without", ()))
    return body if len(flat) >= _MIN_BODY and right and not wrong else None


def _flat(text: str) -> str:
    return " ".join(text.split())
