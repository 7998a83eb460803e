"""What the finder saw comes out of a span nearly as it went in."""

import numpy as np
import pytest

from services.tagging.mentions.seen import from_bytes, in_bytes, mean_seen


def test_a_byte_holds_what_is_seen_nearly() -> None:
    kept = np.linspace(-4, 4, 64, dtype=np.float32)
    assert np.abs(from_bytes(in_bytes(kept[None])[0]) - kept).max() < 0.02
    (far,) = in_bytes(np.array([[9, -9]], np.float32))
    assert from_bytes(far) == pytest.approx([4.1, -4.1], abs=0.01)


def test_the_mean_is_of_all_mentions_of_each() -> None:
    one, two = in_bytes(np.array([[1, 2], [3, -2]], np.float32))
    assert mean_seen([[one, two], [one]]) == pytest.approx(np.array([[2, 0], [1, 2]]), abs=0.02)
