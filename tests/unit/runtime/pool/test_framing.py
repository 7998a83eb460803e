"""What goes through a socket comes out as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.pool.framing import (
    bundle,
    decode_outcome,
    decode_value,
    encode_outcome,
    encode_value,
    unbundle,
)
from services.runtime.stage import Dropped, Failed, Outcome, Published, Reason, Rejected, Stored

REASONS = st.sampled_from(Reason)
OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Published, st.text(max_size=9).map(str.encode), st.binary(max_size=40)),
    st.builds(Rejected, REASONS, st.text(max_size=20)),
    st.builds(Failed, REASONS, st.text(max_size=20)),
    st.builds(Dropped, REASONS),
    st.just(Stored()),
)


@given(st.lists(st.binary(max_size=40)))
def test_frames_that_go_together_come_apart_as_they_were(frames: list[bytes]) -> None:
    assert list(unbundle(bundle(frames))) == frames


@given(st.none() | st.binary(max_size=40))
def test_a_value_comes_out_as_it_was_and_none_is_not_empty(value: bytes | None) -> None:
    assert decode_value(encode_value(value)) == value


@given(OUTCOMES)
def test_an_outcome_comes_out_as_it_was(outcome: Outcome) -> None:
    assert decode_outcome(encode_outcome(outcome)) == outcome


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"[]", "not an outcome"),
        (b'["stored", 1]', "not an outcome"),
        (b'["dropped", "no such"]', "not a valid Reason"),
        (b"\xff", "codec can't decode"),
    ],
)
def test_anything_else_is_no_outcome(frame: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decode_outcome(frame)
