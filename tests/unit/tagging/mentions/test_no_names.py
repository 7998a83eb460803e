"""Words that name nothing where they stand."""

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.no_names import without_no_names


def kept(body: str, *surfaces: str) -> list[str]:
    starts = [body.index(one) for one in surfaces]
    spans = [
        Span("body", at, at + len(one), "GPE") for at, one in zip(starts, surfaces, strict=True)
    ]
    return [body[one.start : one.end] for one in without_no_names({"body": body}, spans)]


def test_goods_are_no_places() -> None:
    body = "A Turkey dinner, Bermuda shorts and Swiss army knives came from Peru by way of Java."
    assert kept(body, "Turkey", "Bermuda", "Swiss", "Peru", "Java") == ["Peru", "Java"]


def test_a_generic_word_is_a_name_only_with_a_longer_one() -> None:
    assert kept("The Board met.", "Board") == []
    assert kept("The Tarn Water Board met. The Board sat.", "Board") == ["Board"]
    assert kept("The Board of Trade met. The Board sat.", "Board") == ["Board"]


def test_words_at_the_start_of_a_sentence() -> None:
    assert kept("It rained. Mark your calendar.", "Mark") == []
    assert kept("It rained. Mark came.", "Mark") == ["Mark"]
    assert kept("Farmers said no.", "Farmers") == []
    assert kept(
        "Rovers won the football match 2-1 with a striker's penalty. Rangers lost to a late goal.",
        "Rangers",
    ) == ["Rangers"]
