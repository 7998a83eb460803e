"""``python -m services.lab.tagging.training.train_classifier PATH``: the classifier learns.

The finder's errors are what the classifier has to know, so each labelled article is read by a
finder that has not learned from its outlet: four finders are trained, each without a quarter of the
outlets. That takes some forty minutes of CPU; ``--finders`` keeps them. The classifier itself takes
a minute.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import typer

from services.lab.tagging.labelled import LabelledArticle, labelled_articles
from services.lab.tagging.training.classifier_examples import Example, examples
from services.lab.tagging.training.network_training import calibrated, fold_networks, learn, report
from services.lab.tagging.training.unseen import (
    directions_of,
    principal_directions,
    spans_of_unseen,
    with_directions,
)
from services.tagging.classifier.name_features import WORD
from services.tagging.classifier.network import FILE, Floats, save
from services.tagging.classifier.word_vectors import WordVectors
from services.tagging.mentions.boundaries import Span
from services.tagging.ner.spacy_model import load
from services.tagging.settings import TaggingSettings

WORDS = 200_000
"""Words that have a vector: the package's most frequent ones."""

WIDTH = 24
"""Numbers that are kept of a word's vector."""


def word_vectors(package: str, learned: Sequence[Example]) -> WordVectors:
    """The package's vectors of its most frequent words, the directions in which the examples' names
    differ most, and those in which their articles do."""
    vocab = load(package).vocab
    keys, rows = [], []
    for key in vocab.vectors:
        word = vocab.strings[key]
        if WORD.fullmatch(word):
            keys.append(crc32(word.encode("utf-8", "surrogatepass")))
            rows.append(vocab.vectors.find(key=key))
        if len(keys) == WORDS:
            break
    sorted_keys, first = np.unique(np.array(keys, np.uint32), return_index=True)
    whole = np.asarray(vocab.vectors.data, np.float32)
    logs = np.log1p(first).astype(np.float16).astype(np.float32)
    full = WordVectors(sorted_keys, np.array(rows, np.uint16)[first], logs, whole)
    names = np.stack([full.mean(one.name.words) for one in learned])
    bodies = np.stack(
        [full.mean(one) for one in {id(one.body): one.body for one in learned}.values()]
    )
    directions = [principal_directions(some, WIDTH) for some in (names, bodies)]
    table = np.concatenate([whole @ one for one in directions], axis=1)
    return WordVectors(full.keys, full.rows, logs, table.astype(np.float16).astype(np.float32))


def unseen_spans(
    path: Path, parts: str, package: str, finders: Path | None
) -> tuple[list[LabelledArticle], dict[str, list[Span]], Floats]:
    """The labelled articles of these parts, what is found in each unseen, and the directions that
    are kept of what was seen there."""
    articles = [one for one in labelled_articles(path) if one.part in parts.split(",")]
    if finders:
        finders.mkdir(exist_ok=True)
    found = spans_of_unseen(articles, path, package, finders)
    directions = directions_of(found)
    return articles, with_directions(found, directions), directions


def main(path: Path, parts: str = "train,dev", finders: Path | None = None) -> None:
    """Learn from these parts of the labelled articles, and write what was learned."""
    package = TaggingSettings().models["en"]
    articles, found, directions = unseen_spans(path, parts, package, finders)
    learned = list(examples(articles, found))
    vectors = word_vectors(package, learned)
    _, told = fold_networks(learned, vectors, directions)
    for line in report(learned, told):
        print(line, file=sys.stderr)
    made = calibrated(learn(learned, vectors, directions), learned, told)
    to = Path("services/tagging/data") / FILE
    save(made, str(to))
    print(f"{len(articles)} articles: {to}", file=sys.stderr)


if __name__ == "__main__":
    typer.run(main)
