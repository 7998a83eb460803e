"""The one place that knows spaCy: from texts to the spans that a model takes for names."""

import importlib
import warnings
from collections.abc import Mapping, Sequence

from spacy.language import Language

from services.tagging.reading import paragraphs
from services.tagging.spans import Field, Found

NOT_NEEDED = ("tagger", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
"""Pipes that finding names does without; they are not loaded."""


PARAGRAPHS_AT_ONCE = 256
"""The parser steps through all of a batch at once: many short texts cost less than a few long."""


class SpacyModel:
    """An installed spaCy package. Raises ImportError where it is not installed."""

    def __init__(self, package: str) -> None:
        with warnings.catch_warnings():
            # W095: the model was made for an earlier spaCy; its scores are the published ones.
            warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
            module = importlib.import_module(package)
            self._nlp: Language = module.load(exclude=NOT_NEEDED)
        if "tok2vec" in self._nlp.pipe_names and not _listens(self._nlp):
            self._nlp.remove_pipe("tok2vec")
        self.name = f"{package} {self._nlp.meta['version']}"

    def find(self, articles: Sequence[Mapping[Field, str]]) -> list[list[Found]]:
        """For each article's texts the spans that the model finds, in order."""
        found: list[list[Found]] = [[] for _ in articles]
        parts = [
            (text, (place, field, start))
            for place, texts in enumerate(articles)
            for field, whole in texts.items()
            for start, text in paragraphs(whole)
        ]
        docs = self._nlp.pipe(parts, as_tuples=True, batch_size=PARAGRAPHS_AT_ONCE)
        for doc, (place, field, start) in docs:
            found[place] += [
                Found(field, start + one.start_char, start + one.end_char, one.label_)
                for one in doc.ents
            ]
        return found


def _listens(nlp: Language) -> bool:
    """Whether the finder of names takes its vectors from a pipe before it."""
    settings = nlp.config["components"]["ner"]["model"].get("tok2vec", {})
    return "Listener" in settings.get("@architectures", "")
