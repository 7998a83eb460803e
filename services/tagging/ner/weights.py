"""Puts our own weights into a spaCy package's entity recogniser: it was trained on by us.

The package's recogniser knows OntoNotes' news of 2012 and before. Ours went on learning from the
labelled articles (docs/labelling.md), half of each batch being what it found before, so that it
forgets nothing. `services.lab.tagging.training.train_finder` writes the weights.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language

Arrays = dict[str, np.ndarray[Any, np.dtype[np.float16]]]
"""Weights by ``<node>/<name>``: the number of a node in ``model.walk()``, and its parameter."""


def weights_file(nlp: "Language", package: str) -> str:
    """The file in the package's data for this package and version."""
    return f"{package}-{nlp.meta['version']}.npz"


def apply_own_weights(nlp: "Language", package: str) -> bool:
    """Put our weights into ``ner``, where there are some for this package; whether there are."""
    path = files("services.tagging.data").joinpath(weights_file(nlp, package))
    if not path.is_file():
        return False
    with path.open("rb") as file, np.load(file) as arrays:
        put_weights(nlp, arrays)
    return True


def put_weights(nlp: "Language", arrays: Mapping[str, Any]) -> None:
    """Put these weights into ``ner``; they are as ``weights_of`` gives them."""
    for number, node in enumerate(_recogniser(nlp).walk()):
        for name in node.param_names:
            node.set_param(name, arrays[f"{number}/{name}"].astype(np.float32))


def weights_of(nlp: "Language") -> Arrays:
    """The recogniser's weights, in half precision, which halves the file."""
    return {
        f"{number}/{name}": np.asarray(node.get_param(name), np.float16)
        for number, node in enumerate(_recogniser(nlp).walk())
        for name in node.param_names
    }


def _recogniser(nlp: "Language") -> Any:
    return nlp.get_pipe("ner").model  # type: ignore[attr-defined]
