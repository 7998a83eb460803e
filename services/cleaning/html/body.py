"""Finds the body of an article on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element
from trafilatura import bare_extraction

from services.cleaning.html.blocks import choice, features, model
from services.cleaning.html.blocks.features import PageClues
from services.cleaning.html.hydration import lines_of
from services.cleaning.html.visible_blocks import VisiblePage, for_trafilatura
from services.cleaning.lines.prose import leads_away
from services.cleaning.text_normalisation import normalise_text

# Set by hand; measured with `wireroom eval cleaning`.
_UNSURE = 0.7  # expected F1 of the body; one page in eighteen of unseen sites has less
_MOST_ELEMENTS = 5_000  # that make blocks, of a page that trafilatura is asked about: it takes ms
_MIN_STATED = 400  # characters of a body that the page states for machines
_MUCH_LONGER = 1.5  # times as long it must be to be taken


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of the article, and how they were found: ``blocks``, ``trafilatura`` or
    ``json_ld``. ``rules`` tell of other blocks of the page by which rule they are none."""

    paragraphs: list[str]
    method: str
    rules: Mapping[str, str] = field(default_factory=dict)


def find_body(
    page: VisiblePage, tree: _Element, clues: PageClues, stated: str, url: str | None
) -> Body:
    """The body by the block model; by trafilatura where the model is unsure.

    ``stated`` is the body that the page gives in JSON-LD, as text or markup. It is taken where it
    is much longer than what readers see.
    """
    found = _by_blocks(page, clues) or _by_trafilatura(page, tree, url)
    said = list(lines_of(stated))
    if _size(said) >= max(_MIN_STATED, _MUCH_LONGER * _size(found.paragraphs)):
        return Body(said, "json_ld")
    return found


def _by_blocks(page: VisiblePage, clues: PageClues) -> Body | None:
    """None where the model is unsure and trafilatura may be asked."""
    description = features.describe(page, clues)
    probability = model.current_model().predict(description)
    if (
        model.certainty(description, probability) < _UNSURE
        and len(page.elements.parents) <= _MOST_ELEMENTS
    ):
        return None
    rules = choice.choose(page, description, probability)
    texts = [page.blocks[i].text for i in description.places]
    ruled = list(zip(texts, rules, strict=True))
    return Body(
        [text for text, rule in ruled if rule is None],
        "blocks",
        {text: rule for text, rule in ruled if rule is not None},
    )


def _by_trafilatura(page: VisiblePage, tree: _Element, url: str | None) -> Body:
    document: Any = bare_extraction(
        for_trafilatura(tree),
        url=url,
        include_comments=False,
        with_metadata=False,
        favor_precision=True,
    )
    lines = document.text.split("\n") if document is not None and document.text else ()
    found = [line for line in map(normalise_text, lines) if line]
    rules = {line: choice.phrase_rule(line) for line in found if leads_away(line)}
    return Body([line for line in found if line not in rules], "trafilatura", rules)


def _size(lines: Sequence[str]) -> int:
    """The number of characters."""
    return sum(map(len, lines))
