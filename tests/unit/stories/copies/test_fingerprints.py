"""Texts with a long enough common run share a hash."""

from hypothesis import given
from hypothesis import strategies as st

from services.stories.copies.fingerprints import (
    MOST_CANDIDATES,
    RUN,
    WINDOW,
    Fingerprints,
    fingerprints,
)

WORDS = st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=4), max_size=30)


@given(WORDS, WORDS, WORDS, WORDS, st.integers())
def test_a_common_run_leaves_a_common_hash(
    a: list[str], b: list[str], c: list[str], d: list[str], salt: int
) -> None:
    run = [f"w{salt}n{place}" for place in range(RUN + WINDOW - 1)]
    assert set(fingerprints([*a, *run, *b])) & set(fingerprints([*c, *run, *d]))


def test_a_text_shorter_than_a_run_has_none() -> None:
    assert fingerprints(["a"] * (RUN - 1)) == []
    assert len(fingerprints(["a"] * RUN)) == 1


def test_the_text_that_shares_most_stands_first() -> None:
    index = Fingerprints()
    assert [index.add(one) for one in ([1, 2, 3, 4], [1, 2, 9, 8], [7])] == [0, 1, 2]
    assert index.like([1, 2, 3, 4]) == [0, 1]
    assert index.like([7]) == [2]
    assert index.like([]) == []


def test_candidates_are_few_however_many_share() -> None:
    index = Fingerprints()
    for _ in range(500):
        index.add([1, 2])
    assert len(index.like([1, 2])) == MOST_CANDIDATES
