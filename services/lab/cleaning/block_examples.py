"""Makes training examples for the block model from labelled pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.cleaning.html import structured_data, visible_blocks
from services.cleaning.html.blocks import features
from services.cleaning.html.blocks.features import Description, PageClues
from services.cleaning.html.title import find_title
from services.cleaning.html.visible_blocks import Elements, VisiblePage
from services.cleaning.lines.arrays import Vector
from services.cleaning.lines.split import Block
from services.cleaning.url_clues import headline_words, read_url_clues
from services.lab.cleaning import unmarked
from services.lab.cleaning.examples import label
from services.lab.cleaning.labelled import Article, fold_of

_MOST_BLOCKS = 3000
_UNMARKED = 0.5  # weight of a page whose body trafilatura labelled
_CUT = 0.2  # weight of a page of which a part is left
_AROUND = 12  # blocks that are left above and below a cut article, at most
_FEW = (2, 8)  # paragraphs that are left of it


@dataclass(frozen=True, slots=True)
class BlockExample:
    """A labelled page: ``body`` is 1 for blocks of it. A site's pages share one ``fold``.

    ``form`` says how it was cut: ``whole``, ``short`` or ``plain``.
    """

    page: Description
    body: Vector
    fold: int
    weight: float
    form: str
    id: str


def block_examples(articles: Iterable[Article]) -> Iterator[BlockExample]:
    """The examples in pages; one without a body to learn from gives none.

    Each page is given as it is, and twice with little around a short article, for publishers send
    such too: once of those without what its elements are called.
    """
    for article in articles:
        if not article.get("html"):
            continue
        marked = article["expected"].get("body")
        body = marked or unmarked.body_of(article)
        tree = visible_blocks.parse(article["html"])
        if not body or tree is None:
            continue
        page = visible_blocks.read(tree)
        if not 0 < len(page.blocks) <= _MOST_BLOCKS:
            continue
        labels = label([Block.of(block.text) for block in page.blocks], body)
        if not labels[features.possible(page.blocks)].any():
            continue
        clues, weight = clues_of(article, tree), 1.0 if marked else _UNMARKED
        random = Random(article["id"])  # noqa: S311 (no secret)
        cuts = [(np.full(len(labels), True), page, "whole", weight)]
        cuts.append((_cut(labels, random), page, "short", weight * _CUT))
        cuts.append((_cut(labels, random), _unnamed(page), "plain", weight * _CUT))
        for kept, of, form, weighs in cuts:
            left = [block for block, keep in zip(of.blocks, kept, strict=True) if keep]
            described = features.describe(of._replace(blocks=left), clues)
            yield BlockExample(
                described,
                labels[kept][described.places],
                fold_of(article),
                weighs,
                form,
                article["id"],
            )


def clues_of(article: Article, tree: Any) -> PageClues:
    """What cleaning tells the block model of a page."""
    data = structured_data.read_page(tree)
    slug = headline_words(article.get("url"))
    site = read_url_clues(article.get("url"), article.get("domain")).site
    title = find_title(data, slug, site)
    return PageClues(
        title.value if title else None, data.first("description", "og:description"), slug
    )


def _cut(labels: Vector, random: Random) -> NDArray[np.bool_]:
    """The blocks that are left: a few paragraphs in a row, and some blocks above and below."""
    inside = np.flatnonzero(labels)
    first = random.randrange(max(1, len(inside) - _FEW[0]))
    if random.random() < 0.5:
        first = 0
    left = set(inside[first : first + random.randint(*_FEW)])
    kept: NDArray[np.bool_] = np.array([one == 0 or i in left for i, one in enumerate(labels)])
    at = np.arange(len(labels))
    above, below = random.randint(0, _AROUND), random.randint(0, _AROUND)
    kept &= (at >= inside[0] - above) & (at <= inside[-1] + below)
    return kept


def _unnamed(page: VisiblePage) -> VisiblePage:
    """The page without classes and ids, and all boxes of one kind alike."""
    blocks = [
        block._replace(form=tuple(one.split(" ", 1)[0] + " " for one in block.form))
        for block in page.blocks
    ]
    nothing = [0] * len(page.elements.parents)
    elements = Elements(*page.elements)._replace(names=nothing, names_around=nothing)
    return VisiblePage(blocks, elements)
