"""A rare term tells more than a common one, and vectors have length 1."""

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from services.stories.term_weights import TermWeights, counted, shipped, similarity
from tests.unit.stories.samples import FERRY, OTHER_FERRY, VOTE, clues


def test_the_rarer_term_weighs_more() -> None:
    weights = counted(clues(number, text) for number, text in enumerate([FERRY, OTHER_FERRY, VOTE]))
    assert weights.of("words", "parliament") > weights.of("words", "ferry")
    assert weights.of("words", "never") > weights.of("words", "parliament")


def test_what_ships_knows_news() -> None:
    weights = shipped()
    assert weights.of("words", "government") < 3 < weights.of("words", "rudder")


def test_each_has_counts_of_its_own() -> None:
    one, other = shipped(), shipped()
    one.add(clues(1, FERRY))
    assert one.articles == other.articles + 1


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 50), min_size=1, max_size=20))
def test_a_vector_is_like_itself(terms: dict[str, int]) -> None:
    vector = TermWeights(articles=9).vector("words", terms)
    assert isclose(similarity(vector, vector), 1.0, rel_tol=1e-9)


def test_nothing_is_like_nothing() -> None:
    assert similarity({}, {"a": 1.0}) == 0.0
    assert TermWeights().vector("words", {}) == {}
