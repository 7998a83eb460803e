"""Finds in each labelled article what a finder finds that has not learned from its outlet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from services.lab.tagging.labelled import LabelledArticle
from services.lab.tagging.training.train_finder import trained
from services.tagging.classifier.classify import SEEN
from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.seen import Floats, from_bytes, in_bytes
from services.tagging.ner.fast_ner import FastNer
from services.tagging.ner.spacy_model import find_spans, load
from services.tagging.ner.weights import put_weights, weights_of

if TYPE_CHECKING:
    from spacy.language import Language

FOLDS = 4

WHOLE = 0.5
"""What the finder sees lies within some ±8, and a byte of ``in_bytes`` holds ±4."""


def fold_of(outlet: str) -> int:
    """The fold of an outlet, by its name."""
    return int(md5(outlet.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def spans_of_unseen(
    articles: Sequence[LabelledArticle], path: Path, package: str, finders: Path | None
) -> dict[str, list[Span]]:
    """What finders find that have not learned from the article's fold, by article id."""
    found: dict[str, list[Span]] = {}
    for fold in range(FOLDS):
        unseen = [one for one in articles if fold_of(one.outlet) == fold]
        file = finders / f"finder_{fold}.npz" if finders else None
        if file and file.exists():
            nlp = load(package)
            with np.load(file) as arrays:
                put_weights(nlp, arrays)
        else:
            nlp = trained([one for one in articles if fold_of(one.outlet) != fold], path, package)
            if file:
                np.savez_compressed(file, allow_pickle=False, **weights_of(nlp))
        texts = [one.texts for one in unseen]
        spans = find_spans(texts, FastNer(nlp, _all_seen(nlp)).find)
        found |= {one.id: some for one, some in zip(unseen, spans, strict=True)}
    return found


def _all_seen(nlp: "Language") -> Floats:
    """Directions that keep all of what the finder sees."""
    width = 5 * nlp.get_pipe("ner").model.get_ref("tok2vec").get_dim("nO")  # type: ignore[attr-defined]
    return np.concatenate([np.eye(width), np.zeros((1, width))]).astype(np.float32) * WHOLE


def directions_of(found: Mapping[str, Sequence[Span]]) -> Floats:
    """(seen + 1, SEEN): the principal components of all that was seen, to a deviation of 1."""
    whole = np.stack([from_bytes(one.seen) for some in found.values() for one in some]) / WHOLE
    mean, deviation = whole.mean(axis=0), whole.std(axis=0) + 0.05
    standard = (whole - mean) / deviation
    scaled = principal_directions(standard, SEEN) / deviation[:, None]
    return np.concatenate([scaled, -(mean @ scaled)[None]]).astype(np.float32)


def with_directions(
    found: Mapping[str, Sequence[Span]], directions: Floats
) -> dict[str, list[Span]]:
    """The spans, with what a finder keeps that has these directions."""
    kept = {}
    for id_, some in found.items():
        seen = [from_bytes(one.seen) / WHOLE @ directions[:-1] + directions[-1] for one in some]
        rows = in_bytes(np.stack(seen)) if seen else []
        kept[id_] = [replace(one, seen=row) for one, row in zip(some, rows, strict=True)]
    return kept


def principal_directions(vectors: Floats, count: int) -> Floats:
    """(width, count): the principal components, each scaled to a deviation of 1."""
    centred = vectors - vectors.mean(axis=0)
    sample = centred[:: max(1, len(centred) // 3_000)]
    components = np.linalg.svd(sample, full_matrices=False)[2][:count].T
    scaled: Floats = components / ((centred @ components).std(axis=0) + 1e-6)
    return scaled
