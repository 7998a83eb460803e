"""Only firms have shares, and say what "it" would do."""

from services.tagging.mentions.evidence.capitals import capital_runs
from services.tagging.mentions.evidence.firms import firms


def names(text: str) -> list[str]:
    return [text[start:end] for start, end in firms(text, capital_runs(text))]


def test_firms() -> None:
    assert names("Saddle said on Monday it would hire.") == ["Saddle"]
    assert names("Shares of Lantern fell.") == ["Lantern"]
    assert names("Pebble, the maker of shoes, is here.") == ["Pebble"]
    assert names("Ladder's shares fell. Candle stock rose.") == ["Ladder", "Candle"]
    assert names("Ida Holm, CEO of Marble, left.") == ["Marble"]


def test_the_noun_behind_a_name() -> None:
    assert names("Rapid Hand, a charity, sent food.") == ["Rapid Hand"]
    assert names("Ladder, the online payments firm, grew.") == ["Ladder"]
    assert names("Ida Holm, a driver for the firm, left.") == []
    assert names("Ida Holm, the union leader, left.") == []


def test_others() -> None:
    assert names("France said it would vote.") == []
    assert names("Holm said it would be a mistake.") == []
    assert names("Tech shares fell. He said it had rained.") == []
    assert names("Ida came.") == []
