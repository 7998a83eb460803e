"""Learns of pages whose body nobody marked: what the cleaning of pages keeps is mostly right."""

from datetime import UTC, datetime

from schemas.articles import RawArticle
from services.cleaning.html import extract
from services.lab.cleaning.labelled import ASIDE, Article, fold_of

_LEAST = 400  # characters


def body_of(article: Article) -> str | None:
    """The body that the cleaning of pages finds, None where it is short or known to be wrong.

    It is so where it lacks one of the snippets that are marked to be in it, or has another one.
    A plain text has none, nor has an article kept aside.
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
    return body if len(flat) >= _LEAST and right and not wrong else None


def _flat(text: str) -> str:
    return " ".join(text.split())
