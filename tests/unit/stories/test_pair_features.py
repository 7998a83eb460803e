"""Features say what two articles share and what only one of them has."""

from services.stories.described import Described, describe
from services.stories.pair_features import NAMES, UNKNOWN, pair_features
from services.stories.term_weights import shipped
from tests.unit.stories.samples import FERRY, FERRY_LATER, OTHER_FERRY, VOTE, clues


def described(text: str, day: str | None = "2026-03-10", title: str = "") -> Described:
    return describe(clues(1, text, day, title), shipped())


def features(one: Described, other: Described) -> dict[str, float]:
    return dict(zip(NAMES, pair_features(one, other), strict=True))


def test_reports_of_one_event_share_more_names_than_two_events_of_a_kind() -> None:
    same = features(described(FERRY), described(FERRY_LATER))
    alike = features(described(FERRY), described(OTHER_FERRY))
    for name in ("names", "rarest_name", "names_of_first", "shared_numbers"):
        assert same[name] > alike[name]
    assert same["own_names_of_both"] < alike["own_names_of_both"]


def test_what_can_not_be_known_is_marked() -> None:
    found = features(described(FERRY, None), described(VOTE, title="Water law passes"))
    assert found["days_apart"] == found["title"] == found["same_outlet"] == UNKNOWN
    assert found["no_title"] == 1.0


def test_days_apart_are_whole_days() -> None:
    assert features(described(FERRY), described(VOTE, "2026-03-13"))["days_apart"] == 3.0


def test_an_article_is_like_itself() -> None:
    one = described(FERRY, title="Ferry Marisol runs aground")
    found = features(one, one)
    for name in ("words", "lead", "title", "names", "numbers", "lengths", "word_overlap"):
        assert round(found[name], 9) == 1.0
    assert found["own_names_of_both"] == 0.0
