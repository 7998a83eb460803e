"""The encoder computes what thinc's layers do, and no text sees another."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from services.tagging.ner import encoder
from services.tagging.ner.encoder import ContextEncoder, Floats, MaxoutLayer, UnsupportedModel

WIDTH, PIECES, HIDDEN = 4, 3, 5
RANDOM = np.random.default_rng(7)


def numbers(*shape: int) -> Floats:
    return RANDOM.normal(size=shape).astype(np.float32)


def params(**arrays: Floats) -> SimpleNamespace:
    return SimpleNamespace(get_param=arrays.__getitem__)


def maxout(inputs: int) -> Any:
    """A layer in thinc's form."""
    weights = params(W=numbers(WIDTH, PIECES, inputs), b=numbers(WIDTH, PIECES))
    norm = params(G=numbers(WIDTH), b=numbers(WIDTH))
    return SimpleNamespace(name="maxout>>layernorm", layers=[weights, norm])


def expected(model: Any, vector: Floats) -> Floats:
    """The layer's output for one token, by its definition."""
    weights, norm = model.layers
    best = (weights.get_param("W") @ vector + weights.get_param("b")).max(axis=1)
    normal = (best - best.mean()) / np.sqrt(best.var() + 1e-8)
    result: Floats = normal * norm.get_param("G") + norm.get_param("b")
    return result


def test_a_layer_is_maxout_and_layer_normalisation() -> None:
    model = maxout(6)
    inputs = numbers(6, 10)
    found = MaxoutLayer(model)(inputs)
    assert found.shape == (WIDTH, 10)
    for column in range(10):
        assert found[:, column] == pytest.approx(expected(model, inputs[:, column]), abs=1e-5)


def test_another_layer_is_refused() -> None:
    with pytest.raises(UnsupportedModel, match="a layer is relu"):
        MaxoutLayer(SimpleNamespace(name="relu"))


def step(window: int = 1) -> Any:
    convolution = SimpleNamespace(
        layers=[
            SimpleNamespace(attrs={"window_size": window}),
            SimpleNamespace(layers=[maxout(3 * WIDTH)]),
        ]
    )
    return SimpleNamespace(layers=[convolution])


def context_encoder(*steps: Any) -> ContextEncoder:
    encode = SimpleNamespace(
        attrs={"pad": len(steps)}, layers=[SimpleNamespace(layers=list(steps))]
    )
    return ContextEncoder(encode, params(W=numbers(HIDDEN, WIDTH), b=numbers(HIDDEN)))


@pytest.mark.parametrize("at_once", [1, 4, 1024])
def test_texts_together_are_as_each_alone(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "TOKENS_AT_ONCE", at_once)
    encode = context_encoder(step(), step())
    texts = [numbers(length, WIDTH) for length in (3, 1, 5, 2)]
    together = encode(np.concatenate(texts), np.array([3, 1, 5, 2]))
    assert together.shape == (11, HIDDEN)
    alone = [encode(text, np.array([len(text)])) for text in texts]
    assert together == pytest.approx(np.concatenate(alone), abs=1e-4)


def test_a_token_sees_its_neighbours_and_no_further() -> None:
    encode = context_encoder(step())
    vectors = numbers(5, WIDTH)
    before = encode(vectors, np.array([5]))
    vectors[0] += 1
    changed = np.abs(encode(vectors, np.array([5])) - before).max(axis=1) > 1e-6
    assert changed.tolist() == [True, True, False, False, False]


def test_a_wider_window_is_refused() -> None:
    with pytest.raises(UnsupportedModel, match="more than its neighbours"):
        context_encoder(step(window=2))
