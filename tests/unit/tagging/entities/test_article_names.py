"""A name finds every name that it may mean; equal names are one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.entities.article_names import (
    Article,
    match,
    name_of,
    names_of,
    own_keys,
    sought_keys,
)
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.names import normalise

words = st.sampled_from(["Ana", "Anna", "A.", "Ben", "Costa", "Kosta", "Ito", "Jr.", "‐", "ul"])
more_words = st.sampled_from(["A", "AB", "Bank", "of", "the", "Quuxish", "Quuxes", "N", "Norway"])
names = st.lists(words | more_words, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize("label", ["PERSON", "ORG", "GPE", "NORP", "EVENT"])
@given(written=st.lists(names, min_size=2, max_size=6))
def test_a_name_finds_all_that_it_may_mean_by_its_keys(label: str, written: list[str]) -> None:
    some = [name_of(label, normalise(one), one) for one in written]
    for one, other in product(some, some):
        if match(one, other) and one.key != other.key:
            assert sought_keys(one) & own_keys(other)


def test_equal_names_are_one_object() -> None:
    texts: dict[Field, str] = {"body": "Ito Ito’s Ito"}
    edges = [(0, 3), (4, 9), (10, 13)]
    first, *others = names_of(texts, [Span("body", a, b, "PERSON") for a, b in edges])
    assert all(one is first for one in others)


def test_an_article_tells_which_name_may_stand_for_which() -> None:
    text = "Holm Images (HI) sued Holm. Holm Images News fell."
    places = [(0, 11), (13, 15), (22, 26), (28, 44)]
    spans = [Span("body", start, end, "ORG") for start, end in places]
    names = list(names_of({"body": text}, spans))
    article = Article({"body": text}, spans, names)
    images, short, holm, news = names
    assert article.expansions == {short: images}
    assert article.counts[holm] == 1
    assert article.match(holm, images)
    # What comes first is no short form of what comes later.
    assert match(images, news)
    assert not article.match(images, news)
