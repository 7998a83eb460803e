"""Makes training examples for the line model from labelled articles."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from services.cleaning.attribution.attribution_lines import (
    ends_in_full_stop,
    find_attributions,
    signed_by,
)
from services.cleaning.html import visible_blocks
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.features import UrlClues, describe
from services.cleaning.lines.split import Block, split
from services.cleaning.text_normalisation import comparison_key
from services.cleaning.url_clues import read_url_clues
from services.lab.cleaning import unmarked
from services.lab.cleaning.labelled import Article, fold_of

_IN_BODY = 0.6  # share of a block's word quadruples that the labelled body must hold
_CUTS = 3  # examples from a page, each with more around the article
_MAX_BLOCKS = 3000


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text: features, labels and lengths in words of its blocks.

    ``body`` and ``title`` are 1 for blocks of them. ``signed`` and ``full_stop`` are what
    ``title_rows`` needs. ``form`` says how the text was cut. A site's texts share one ``fold``.
    """

    rows: Matrix
    body: Vector
    title: Vector
    signed: Vector
    full_stop: Vector
    words: Vector
    form: str
    knows_title: bool
    knows_address: bool
    fold: int


def examples(articles: Iterable[Article]) -> Iterator[Example]:
    """The examples in articles; an article without a body to learn from gives none.

    Publishers send whole texts, cropped ones, headline and body, and bodies alone. So a text gives
    an example of each form, with and without its URL. A page gives cuts of what readers see. Where
    its body is not labelled, ``unmarked`` labels it.
    """
    for article in articles:
        body = article["expected"].get("body") or unmarked.body_of(article)
        if body:
            yield from _of_text(article, body) if article.get("text") else _of_page(article, body)


def _of_text(article: Article, body: str) -> Iterator[Example]:
    blocks = split(article["text"])
    headline = comparison_key(article["expected"].get("title") or "")
    titles = np.array([float(comparison_key(block.text) == headline != "") for block in blocks])
    bodies = label(blocks, body)
    forms = {
        "whole": np.full(len(blocks), True),
        "cropped": _cropped(bodies + titles),
        "headed": (bodies + titles) > 0,
        "bare": bodies > 0,
    }
    for knows_address in (True, False):
        for form, kept in forms.items():
            if kept.any():
                yield _example(
                    article, blocks, kept, form, bodies, titles, knows_address=knows_address
                )


def _of_page(article: Article, body: str) -> Iterator[Example]:
    tree = visible_blocks.parse(article["html"])
    blocks = split(visible_blocks.visible_text(tree)) if tree is not None else []
    if not 0 < len(blocks) <= _MAX_BLOCKS:
        return
    bodies = label(blocks, body)
    inside = np.flatnonzero(bodies)
    at, random = np.arange(len(blocks)), Random(article["id"])  # noqa: S311 (no secret)
    for cut in range(_CUTS if len(inside) else 0):
        above, below = random.randint(0, 20) + 3 * cut, random.randint(0, 12) + 3 * cut
        kept = (at >= inside[0] - above) & (at <= inside[-1] + below)
        yield _example(
            article, blocks, kept, "page", bodies, np.zeros(len(blocks)), knows_address=cut != 1
        )


def _example(
    article: Article,
    blocks: Sequence[Block],
    kept: NDArray[np.bool_],
    form: str,
    bodies: Vector,
    titles: Vector,
    *,
    knows_address: bool,
) -> Example:
    of = [block for block, keep in zip(blocks, kept, strict=True) if keep]
    clues = read_url_clues(article.get("url"), None) if knows_address else UrlClues()
    return Example(
        rows=describe(of, clues),
        body=bodies[kept],
        title=titles[kept],
        signed=signed_by(of, find_attributions(of, range(len(of)))),
        full_stop=ends_in_full_stop(of),
        words=np.array([max(1.0, block.words) for block in of]),
        form=form,
        knows_title=bool(article["expected"].get("title")),
        knows_address=knows_address,
        fold=fold_of(article),
    )


def _cropped(parts: Vector) -> NDArray[np.bool_]:
    """The blocks from two above the article to one below it."""
    inside = np.flatnonzero(parts > 0)
    at = np.arange(len(parts))
    return (at >= inside[0] - 2) & (at <= inside[-1] + 1) if len(inside) else at < 0


def label(blocks: Sequence[Block], body: str) -> Vector:
    """1 for each block that the labelled body holds, else 0."""
    whole = {comparison_key(line) for line in body.split("\n")}
    padded, expected = f" {comparison_key(body)} ", quadruples(body.lower())
    labels = []
    for block in blocks:
        key = comparison_key(block.text)
        held = key in whole or (block.words >= 3 and f" {key} " in padded)
        if not held and block.words >= 6:
            own = quadruples(block.text.lower())
            held = (own & expected).total() >= _IN_BODY * max(1, own.total())
        labels.append(float(bool(key) and held))
    return np.array(labels)


def quadruples(text: str) -> Counter[tuple[str, ...]]:
    """How often each sequence of four words stands in a text; a shorter text counts whole."""
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))
