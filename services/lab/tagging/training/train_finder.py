"""``python -m services.lab.tagging.training.train_finder PATH``: the name finder goes on learning.

It reads the labelled articles of the parts that are to be learned, and writes the weights that
``services.tagging.ner.weights`` puts into the package. Takes some ten minutes of CPU.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import typer
from thinc.api import fix_random_seed

from services.lab.tagging.labelled import LabelledArticle, labelled_articles
from services.lab.tagging.training.finder_examples import labelled_examples, old_examples
from services.tagging.ner.spacy_model import load
from services.tagging.ner.weights import weights_file, weights_of
from services.tagging.settings import TaggingSettings

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

EPOCHS = 8
RATE = 6e-4
"""Learning rate at the start; it falls to a twentieth. 0.0015 and ten epochs learn no more: right
.792 for .791, found .892 for .891 on a fold of unseen outlets."""

BATCH = 24
"""Labelled paragraphs of a batch. As many of the finder's old output go with them."""

DROPOUT = 0.15
OLD = 2_500
"""Paragraphs of old output."""


def trained(articles: Sequence[LabelledArticle], path: Path, package: str) -> "Language":
    """The package's pipeline, its recogniser trained on these articles."""
    nlp = load(package)
    known = [one.id for one in labelled_articles(path)]
    new, old = labelled_examples(nlp, articles), old_examples(nlp, path, known, OLD)
    fix_random_seed(0)
    optimizer = nlp.resume_training()
    batches = list(_batches(new, old))
    for step, batch in enumerate(batches):
        optimizer.learn_rate = RATE * max(0.05, 1 - step / len(batches))
        nlp.update(batch, sgd=optimizer, drop=DROPOUT)
    return nlp


def _batches(new: list["Example"], old: list["Example"]) -> Iterator[list["Example"]]:
    rng = random.Random(0)  # noqa: S311
    for _ in range(EPOCHS):
        rng.shuffle(new)
        rng.shuffle(old)
        for at in range(0, len(new), BATCH):
            some = new[at : at + BATCH]
            yield some + [old[(at + index) % len(old)] for index in range(len(some))]


def main(path: Path, parts: str = "train,dev", to: Path | None = None) -> None:
    """Train on these parts of the labelled articles, and write the weights."""
    package = TaggingSettings().models["en"]
    articles = [one for one in labelled_articles(path) if one.part in parts.split(",")]
    nlp = trained(articles, path, package)
    to = to or Path("services/tagging/data") / weights_file(nlp, package)
    with to.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **weights_of(nlp))
    print(f"{len(articles)} articles: {to}", file=sys.stderr)


if __name__ == "__main__":
    typer.run(main)
