"""Labels the body of pages that have no labelled body, by what trafilatura keeps."""

from collections.abc import Iterator
from typing import Any

from trafilatura import bare_extraction

from services.cleaning.html import visible_blocks
from services.lab.cleaning.labelled import ASIDE, Article, fold_of

_MIN_BODY = 400  # characters


def body_of(article: Article) -> str | None:
    """The body that trafilatura finds; None where it is short or known to be wrong.

    It is wrong if it lacks a snippet that is labelled as part of it, or has one that is labelled
    as no part. Where no snippet is labelled, its strict and its lenient body must be one. None for
    a plain text and for an article kept aside.
    """
    if not article.get("html") or fold_of(article) == ASIDE:
        return None
    tree = visible_blocks.parse(article["html"])
    if tree is None:
        return None
    found = list(_bodies(tree, article.get("url")))
    expected = article["expected"]
    if expected.get("with"):
        found = [one for one in found if _is_right(_flat(one), expected)]
    elif len(set(map(_flat, found))) != 1:
        return None
    return next((one for one in found if len(one) >= _MIN_BODY), None)


def _bodies(tree: Any, url: str | None) -> Iterator[str]:
    """The strict one first."""
    for precise in (True, False):
        found: Any = bare_extraction(
            visible_blocks.for_trafilatura(tree),
            url=url,
            include_comments=False,
            with_metadata=False,
            favor_precision=precise,
        )
        yield found.text or "" if found else ""


def _is_right(flat: str, expected: Article) -> bool:
    return all(_flat(one) in flat for one in expected["with"]) and not any(
        _flat(one) in flat for one in expected.get("without", ())
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
