"""The one place that knows spaCy: from texts to the spans that a model takes for names."""

import importlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from services.tagging.mentions.boundaries import Field, Span
from services.tagging.model_input import paragraphs
from services.tagging.ner.encoder import UnsupportedModel
from services.tagging.ner.fast_ner import FastNames, LabelledRange
from services.tagging.ner.paragraph_cache import ParagraphCache

if TYPE_CHECKING:
    from spacy.language import Language

NOT_NEEDED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
"""Pipes that finding names does without; they are not loaded."""

LABELS = {
    **dict.fromkeys(("PER", "PRS", "persName"), "PERSON"),
    **dict.fromkeys(("ORGANIZATION", "orgName"), "ORG"),
    **dict.fromkeys(("LOCATION", "geogName"), "LOC"),
    **dict.fromkeys(("GPE_LOC", "GPE_ORG", "placeName"), "GPE"),
}
"""What spaCy's packages for other languages than English call OntoNotes' types."""

LETTERS_AT_ONCE = 30_000
"""Texts go to the model in batches of about so many code points: larger ones are no faster, and
each token takes some 2 KB meanwhile."""


def load(package: str) -> "Language":
    """The pipes of a spaCy package that finding names needs. Raises ImportError without it."""
    with warnings.catch_warnings():
        # W095: the model was made for an earlier spaCy; its scores are the published ones.
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        module = importlib.import_module(package)
        nlp: Language = module.load(exclude=NOT_NEEDED)
    if "tok2vec" in nlp.pipe_names and not _listens(nlp):
        nlp.remove_pipe("tok2vec")
    return nlp


class SpacyModel:
    """An installed spaCy package. Raises ImportError where it is not installed."""

    def __init__(self, package: str) -> None:
        nlp = load(package)
        self.name = f"{package} {nlp.meta['version']}"
        self._find = ParagraphCache(_finder(nlp))

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Span]]:
        """For each article's texts the spans that the model finds, in order."""
        found: list[list[Span]] = [[] for _ in articles]
        parts = [
            (place, field, start, text)
            for place, texts in enumerate(articles)
            for field, whole in texts.items()
            for start, text in paragraphs(whole)
        ]
        for batch in _batches(parts):
            spans = self._find([text for *_, text in batch])
            for (place, field, start, _), some in zip(batch, spans, strict=True):
                found[place] += [
                    Span(field, start + a, start + b, LABELS.get(label, label))
                    for a, b, label in some
                ]
        return found


Part = tuple[int, Field, int, str]


def _batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    batch: list[Part] = []
    letters = 0
    for part in parts:
        batch.append(part)
        letters += len(part[3])
        if letters >= LETTERS_AT_ONCE:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def _finder(nlp: "Language") -> Callable[[Sequence[str]], list[list[LabelledRange]]]:
    try:
        return FastNames(nlp).find
    except UnsupportedModel:
        return lambda texts: [
            [(one.start_char, one.end_char, one.label_) for one in doc.ents]
            for doc in nlp.pipe(texts)
        ]


def _listens(nlp: "Language") -> bool:
    """Whether the finder of names takes its vectors from a pipe before it."""
    settings = nlp.config["components"]["ner"]["model"].get("tok2vec", {})
    return "Listener" in settings.get("@architectures", "")
