"""What stands around the mentions of a name."""

import pytest

from services.tagging.classifier.article_features import features
from services.tagging.classifier.article_names import names_of
from services.tagging.classifier.surroundings import FLAGS, MOST_MENTIONS
from services.tagging.mentions.boundaries import Field, Span
from tests.unit.tagging.classifier.describing import described


def flags(body: str, name: str = "Tarn") -> set[str]:
    start = body.index(name)
    texts: dict[Field, str] = {"body": body}
    spans = [Span("body", start, start + len(name), "GPE")]
    (found,) = features(texts, spans, names_of(texts, spans))
    return {flag for flag in FLAGS if found[flag]}


FIRST_THE = {"short line", "behind the", "behind The", "behind first word"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Tarn slept.", {"short line", "opens sentence"}),
        ("They left. Tarn has slept.", {"short line", "opens sentence", "before: verb"}),
        ("He saw “Tarn” there.", {"short line", "opens sentence", "in quotes"}),
        ("on the Tarn, here", {"short line", "behind the", "before comma"}),
        ("slept in Tarn", {"short line", "behind: in", "cue: in"}),
        ("The Tarn: one", FIRST_THE | {"before colon"}),
        ("old Port Tarn 3 won", {"short line", "behind capital", "before digit"}),
        ("won 3 Tarn of it", {"short line", "behind digit", "before of"}),
        (
            "saw President Tarn and it",
            {"short line", "behind capital", "behind title", "before and"},
        ),
        ("left (Tarn) now", {"short line", "opens sentence", "behind bracket"}),
        ("the pro-Tarn's one", {"short line", "behind hyphen", "possessive"}),
        ("saw Tarn-led men", {"short line", "before hyphen"}),
        ("it beat Tarn (one)", {"short line", "behind: against", "before bracket"}),
        ("of Tarn officials", {"short line", "behind: of", "before: body"}),
        ("word " * 20 + "Tarn Town", {"before capital"}),
        ("One.\nTarn\nTwo.", {"short line", "opens sentence", "line of its own"}),
    ],
)
def test_what_stands_around_a_mention_is_told(body: str, expected: set[str]) -> None:
    assert flags(body) == expected


def test_a_line_in_capitals_is_told() -> None:
    assert "line in capitals" in flags("STORM HITS TARN HARD", "TARN")
    assert "line in capitals" not in flags("A storm hits Tarn hard")


def test_what_is_told_is_the_share_of_the_first_mentions() -> None:
    assert described("Tarn. x Tarn", GPE=["Tarn"])["Tarn"]["opens sentence"] == 0.5
    many = "Tarn. " + "x Tarn " * (MOST_MENTIONS - 1) + "in Tarn " * 9
    assert described(many, GPE=["Tarn"])["Tarn"]["behind: in"] == 0


def test_the_names_beside_it_in_a_list_are_told() -> None:
    found = described("Tarn, Oss and Holm", GPE=["Tarn", "Oss"], PERSON=["Holm"])
    assert found["Oss"]["beside: GPE"] == found["Oss"]["beside: PERSON"] == 1
    assert found["Tarn"]["beside: PERSON"] == 0
