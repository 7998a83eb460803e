"""Loads spaCy packages, and finds the spans that they take for names in articles."""

import importlib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from services.tagging.classifier.network import network
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.model_input import paragraphs
from services.tagging.ner.encoder import Floats, UnsupportedModel
from services.tagging.ner.fast_ner import FastNer, LabelledRange
from services.tagging.ner.paragraph_cache import FindSpans, ParagraphCache
from services.tagging.ner.weights import apply_own_weights

if TYPE_CHECKING:
    from spacy.language import Language

OWN = " + wireroom 1"
"""What follows the name of a package that has our weights. The number rises with each training."""

NOT_NEEDED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
"""Pipes that entity recognition does not need; they are not loaded."""

LABELS = {
    **dict.fromkeys(("PER", "PRS", "persName"), "PERSON"),
    **dict.fromkeys(("ORGANIZATION", "orgName"), "ORG"),
    **dict.fromkeys(("LOCATION", "geogName"), "LOC"),
    **dict.fromkeys(("GPE_LOC", "GPE_ORG", "placeName"), "GPE"),
}
"""Labels of spaCy's packages for other languages → OntoNotes' types."""

BATCH_CODE_POINTS = 30_000
"""Code points that go to the model at once, about. More are no faster, and each token takes some
2 KB meanwhile."""

Part = tuple[int, Field, int, str]
"""The index of an article, a field, a paragraph's offset in code points, and its text."""


def load(package: str) -> "Language":
    """The pipes of a spaCy package that entity recognition needs. Raises ImportError without it."""
    with warnings.catch_warnings():
        # W095: the model was made for an earlier spaCy; its scores are the published ones.
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        module = importlib.import_module(package)
        nlp: Language = module.load(exclude=NOT_NEEDED)
    if "tok2vec" in nlp.pipe_names and not _listens(nlp):
        nlp.remove_pipe("tok2vec")
    return nlp


class SpacyModel:
    """An installed spaCy package, with our own weights where we have some for it.

    Raises ImportError where it is not installed.
    """

    def __init__(self, package: str) -> None:
        nlp = load(package)
        own = apply_own_weights(nlp, package)
        self.name = f"{package} {nlp.meta['version']}{OWN if own else ''}"
        self._find = ParagraphCache(_finder(nlp, network().directions if own else None))

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        """The spans of each article, in order. Offsets are code points of the whole field."""
        return find_spans(articles, self._find)


def find_spans(articles: Sequence[Mapping[Field, str]], find: FindSpans) -> list[list[Span]]:
    """The spans of each article, in order. Offsets are code points of the whole field.

    ``find`` gets paragraphs as a model reads them, and gives offsets within each.
    """
    found: list[list[Span]] = [[] for _ in articles]
    parts = [
        (index, field, offset, text)
        for index, texts in enumerate(articles)
        for field, whole in texts.items()
        for offset, text in paragraphs(whole)
    ]
    for batch in _batches(parts):
        spans = find([text for *_, text in batch])
        for (index, field, offset, _), some in zip(batch, spans, strict=True):
            found[index] += [
                Span(
                    field,
                    offset + one.start,
                    offset + one.end,
                    LABELS.get(one.label, one.label),
                    seen=one.seen,
                )
                for one in some
            ]
    return found


def _batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    batch: list[Part] = []
    size = 0
    for part in parts:
        batch.append(part)
        size += len(part[3])
        if size >= BATCH_CODE_POINTS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _finder(nlp: "Language", directions: Floats | None) -> FindSpans:
    try:
        return FastNer(nlp, directions).find
    except UnsupportedModel:
        return lambda texts: [
            [LabelledRange(one.start_char, one.end_char, one.label_) for one in doc.ents]
            for doc in nlp.pipe(texts)
        ]


def _listens(nlp: "Language") -> bool:
    """Whether the entity recogniser takes its vectors from the pipe ``tok2vec``."""
    settings = nlp.config["components"]["ner"]["model"].get("tok2vec", {})
    return "Listener" in settings.get("@architectures", "")
