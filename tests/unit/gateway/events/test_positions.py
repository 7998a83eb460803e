import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.events.positions import BadPosition, decode, encode

OFFSETS = st.lists(st.integers(0, 2**63 - 1), max_size=40)


@given(OFFSETS)
def test_round_trip(offsets: list[int]) -> None:
    named = dict(enumerate(offsets))
    assert decode("articles.enriched", encode("articles.enriched", named)) == named


@given(st.text(max_size=60))
def test_any_text_is_a_position_or_a_clear_error(text: str) -> None:
    try:
        found = decode("articles.enriched", "1." + text)
    except BadPosition:
        found = {}
    assert all(offset >= 0 for offset in found.values())


def test_twelve_partitions_are_short() -> None:
    assert len(encode("articles.enriched", dict.fromkeys(range(12), 1_000_000))) < 64


def test_a_partition_left_out_begins_at_its_start() -> None:
    assert decode("a", encode("a", {2: 5})) == {0: 0, 1: 0, 2: 5}


@pytest.mark.parametrize("text", ["", "2.AAAA", "1.", "1.!!!!", "1." + "A" * 100_000])
def test_refuses(text: str) -> None:
    with pytest.raises(BadPosition):
        decode("a", text)


def test_an_id_of_another_topic_is_refused() -> None:
    with pytest.raises(BadPosition, match=r"articles\.cleaned"):
        decode("articles.cleaned", encode("articles.enriched", {0: 1}))


def test_a_cut_id_is_refused() -> None:
    with pytest.raises(BadPosition, match="cut off"):
        decode("a", encode("a", {0: 2**21 - 1})[:-2])
