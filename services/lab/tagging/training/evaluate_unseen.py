"""``python -m services.lab.tagging.training.evaluate_unseen PATH``: entities of unseen outlets.

Finder and classifier have not learned from the outlets that they are measured on: see
``train_classifier``, which keeps the finders in ``--finders``. A row tells what is lost without one
kind of evidence: the worth of each of our rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

import typer

from schemas.articles import CleanedArticle
from services.lab.tagging.evaluate_entities import WRONG, Believed
from services.lab.tagging.labelled import LabelledArticle
from services.lab.tagging.training.classifier_examples import examples
from services.lab.tagging.training.network_training import fold_networks
from services.lab.tagging.training.train_classifier import unseen_spans, word_vectors
from services.lab.tagging.training.unseen import fold_of
from services.tagging.classifier.network import Network
from services.tagging.logic import find_entities
from services.tagging.mentions.boundaries import Span
from services.tagging.settings import TaggingSettings

_MENTIONS = "services.tagging.mentions"
_LAYOUT, _SURE = f"{_MENTIONS}.layout_mentions", f"{_MENTIONS}.evidence.sure_names"

FINDERS_OF_NAMES = {
    "datelines": f"{_LAYOUT}._datelines",
    "tickers": f"{_LAYOUT}._listed_firms",
    "rosters": f"{_LAYOUT}._roster",
    "tables": f"{_LAYOUT}._rows",
    "storms, ships, operations": f"{_LAYOUT}._by_first_word",
    "results": f"{_LAYOUT}.results",
    "laws and events": f"{_SURE}.laws_and_events",
    "naming nouns": f"{_SURE}.named_by_nouns",
    "firms": f"{_SURE}.firms",
    "sure persons": f"{_SURE}.sure_persons",
    "towns told": f"{_MENTIONS}.told_types._of_town",
}
"""Functions that find names, and find nothing where they are left out."""

STEPS = {
    "words that name nothing": f"{_LAYOUT}.without_no_names",
    "short names of states": f"{_MENTIONS}.told_types._with_states",
    "repeats": "services.tagging.logic.add_repeats",
    "persons mended": "services.tagging.logic.mend_persons",
}
"""Functions from the texts and spans to spans, which leave these alone where they are left out."""


def believed(
    articles: Sequence[LabelledArticle],
    found: Mapping[str, Sequence[Span]],
    networks: Sequence[Network],
) -> Believed:
    """What is thought of the entities, each article's by the network of its fold."""
    told = Believed()
    for article in articles:
        network = networks[fold_of(article.outlet)]
        body, title = article.texts["body"], article.texts.get("title")
        cleaned = CleanedArticle(article_id="", title=title, body=body)
        with patch("services.tagging.classifier.classify.network", return_value=network):
            told.add(article, find_entities(cleaned, found[article.id]))
    return told


def rows(
    articles: Sequence[LabelledArticle],
    found: Mapping[str, Sequence[Span]],
    networks: Sequence[Network],
) -> Iterator[tuple[str, Believed]]:
    """What is thought of all, and without each kind of evidence. The classifier is not trained
    anew without it."""
    yield "all", believed(articles, found, networks)
    for name, function in (FINDERS_OF_NAMES | STEPS).items():
        with ExitStack() as stack:
            left_out = stack.enter_context(patch(function))
            left_out.side_effect = _as_they_are if name in STEPS else _nothing
            yield name, believed(articles, found, networks)


def _nothing(*_: object) -> tuple[()]:
    return ()


def _as_they_are(_: object, spans: Sequence[Span]) -> list[Span]:
    return list(spans)


def main(path: Path, parts: str = "train,dev", finders: Path | None = None) -> None:
    """Print a table for these parts of the labelled articles."""
    package = TaggingSettings().models["en"]
    articles, found, directions = unseen_spans(path, parts, package, finders)
    learned = list(examples(articles, found))
    networks, _ = fold_networks(learned, word_vectors(package, learned), directions)
    print("without\tright\twrong\tshare right\ttop 8\tfound")
    for name, told in rows(articles, found, networks):
        counts = told.verdicts["right"], sum(told.verdicts[one] for one in WRONG)
        shares = told.right_share, told.salient_share, told.found_share
        print(name, *counts, *(f"{one:.4f}" for one in shares), sep="\t")


if __name__ == "__main__":
    typer.run(main)
