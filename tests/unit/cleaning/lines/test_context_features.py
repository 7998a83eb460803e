"""How a block lies among the others: windows, neighbours and distances, past the ends too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cleaning.lines.context_features import (
    distance_to_marked,
    neighbours,
    stack_columns,
    window_sums,
)

SPANS = ((-1, 2), (-5, 6), (-3, 0), (1, 4))


@given(st.lists(st.integers(0, 50), max_size=30))
def test_windows_hold_what_lies_in_them(values: list[int]) -> None:
    found = window_sums(np.array(values, dtype=float), SPANS)

    for (start, stop), of in zip(SPANS, found, strict=True):
        expected = [sum(values[max(0, i + start) : max(0, i + stop)]) for i in range(len(values))]
        assert of.tolist() == expected


def test_neighbours_come_in_order_and_past_the_ends_stands_what_no_block_has() -> None:
    rows = np.array([[1.0, 10.0], [2.0, 20.0]])

    before_2, before_1, after_1, after_2 = neighbours(rows, 2, beyond=-1.0)

    assert before_1.tolist() == [[-1.0, -1.0], [1.0, 10.0]]
    assert after_1.tolist() == [[2.0, 20.0], [-1.0, -1.0]]
    assert before_2.tolist() == after_2.tolist() == [[-1.0, -1.0], [-1.0, -1.0]]


def test_nearness_is_told_to_both_sides_up_to_nine_blocks() -> None:
    above, below = distance_to_marked(np.array([0.0, 1.0, 0.0, 0.0, *[0.0] * 12]))

    assert above[:4] == pytest.approx([1.0, 1.0, 1 / 9, 2 / 9])
    assert below[:3] == pytest.approx([1 / 9, 1.0, 1.0])
    assert above[-1] == 1.0


def test_columns_stand_side_by_side() -> None:
    assert stack_columns([np.array([1.0, 2.0]), [3.0, 4.0]]).tolist() == [[1.0, 3.0], [2.0, 4.0]]
