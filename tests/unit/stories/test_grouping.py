"""Articles of one event come together, those of another event of its kind stay apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.stories.grouping import Grouping, Placed
from services.stories.pair_model import shipped_model
from services.stories.term_weights import shipped
from tests.unit.stories.samples import FERRY, FERRY_LATER, OTHER_FERRY, VOTE, clues


def grouping() -> Grouping:
    return Grouping(shipped_model(), shipped())


def test_a_later_report_joins_the_first() -> None:
    groups = grouping()
    first = groups.place(clues(1, FERRY))
    assert first == Placed("a1", 1.0)
    groups.place(clues(2, VOTE))
    later = groups.place(clues(3, FERRY_LATER, "2026-03-11"))
    assert later.story == "a1"
    assert later.probability > 0.4


@pytest.mark.parametrize("day", ["2026-03-10", None])
def test_another_event_of_its_kind_is_another_story(day: str | None) -> None:
    groups = grouping()
    assert groups.place(clues(1, FERRY, day)).story == "a1"
    assert groups.place(clues(2, OTHER_FERRY, day)).story == "a2"
    assert groups.place(clues(3, VOTE, day)).story == "a3"


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from([FERRY, FERRY_LATER, OTHER_FERRY, VOTE, "", "A."]), max_size=12))
def test_the_same_articles_in_the_same_order_give_the_same_stories(texts: list[str]) -> None:
    articles = [clues(number, text) for number, text in enumerate(texts)]
    one, other = grouping(), grouping()
    placed = [one.place(article) for article in articles]
    assert placed == [other.place(article) for article in articles]
    begun = {article.article_id for article in articles}
    assert all(place.story in begun for place in placed)
