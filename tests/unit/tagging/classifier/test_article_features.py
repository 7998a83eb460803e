"""What an article says of its names: around each mention, and elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.classifier.article_features import (
    FLAGS,
    LABELS,
    MOST_MENTIONS,
    Name,
    features,
    names_of,
)
from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from tests.unit.tagging.finding import found_in


def described(body: str, title: str = "", **types: list[str]) -> dict[str, dict[str, float]]:
    texts: dict[Field, str] = {"title": title, "body": body}
    spans = sorted(found_in(texts, **types), key=lambda one: (one.field != "title", one.start))
    names = names_of(texts, spans)
    return dict(zip([one.text for one in names], features(texts, spans, names), strict=True))


def flags(body: str, name: str = "Tarn") -> set[str]:
    start = body.index(name)
    texts: dict[Field, str] = {"body": body}
    spans = [Span("body", start, start + len(name), "GPE")]
    (found,) = features(texts, spans, names_of(texts, spans))
    return {flag for flag in FLAGS if found[flag]}


def test_the_labels_are_those_of_names() -> None:
    assert set(LABELS) == NAME_LABELS


def test_a_name_has_all_its_mentions_and_its_longest_spelling() -> None:
    texts: dict[Field, str] = {"body": "Tarn met The Oss. Oss slept in 1999."}
    tarn, year = Span("body", 0, 4, "GPE"), Span("body", 31, 35, "DATE")
    long, short = Span("body", 9, 16, "ORG"), Span("body", 18, 21, "GPE")
    assert names_of(texts, [tarn, long, short, year]) == [
        Name("tarn", "Tarn", (tarn,)),
        Name("oss", "The Oss", (long, short)),
    ]


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


def test_longer_names_and_parts_are_told() -> None:
    found = described(
        "Ida Holm. Holm. Ida. Tarn Steel. Steel. Tarn. The Oss Board (OB) met.",
        PERSON=["Ida Holm", "Holm", "Ida"],
        ORG=["Tarn Steel", "Steel", "Tarn", "Oss Board", "OB"],
    )
    assert found["Holm"]["surname of"] == found["Ida"]["given name of"] == 1
    assert found["Steel"]["last of body"] == found["Tarn"]["first of body"] == 1
    assert found["Tarn"]["in longer"] == 1
    assert found["Tarn Steel"]["holds others"] == 2
    assert found["Tarn Steel"]["begins with other"] == found["Tarn Steel"]["ends with other"] == 1
    assert found["OB"]["short for body"] == 1
    assert found["Ida Holm"]["short for body"] == 0


def test_words_that_the_article_writes_in_small_letters_are_told() -> None:
    found = described(
        "Stripe grew. The stripe was red. A big Stripe Board", ORG=["Stripe Board", "Stripe"]
    )
    assert found["Stripe"]["lower: all"] == 1
    assert found["Stripe Board"]["lower: all"] == 0
    assert found["Stripe Board"]["lower: first"] == 1


def test_the_finders_types_and_the_title_are_told() -> None:
    texts: dict[Field, str] = {"title": "Tarn", "body": "Tarn"}
    spans = [Span("title", 0, 4, "ORG"), Span("body", 0, 4, "GPE")]
    (found,) = features(texts, spans, names_of(texts, spans))
    assert (found["found: ORG"], found["found: GPE"], found["in title"]) == (0.5, 0.5, 0.5)
    assert found["mentions"] == 2


PIECES = (
    *("Tarn", "Oss", "Ida", "Holm", "the", "The", "and", "in", "said", "US", "𝔸", "3"),
    *("(", ")", ",", ".", ":", "-", "/", "“", "”", "’s"),
)
pieces = st.lists(st.sampled_from([*PIECES, "\n", " ", " "]), min_size=1, max_size=30)


@given(pieces, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from(LABELS))))
def test_every_text_has_the_same_features(
    words: list[str], places: list[tuple[int, int, str]]
) -> None:
    texts: dict[Field, str] = {"body": "".join(words)}
    spans, free = [], 0
    for start, length, label in sorted(places):
        end = min(start + length, len(texts["body"]))
        if free <= start < end:
            spans.append(Span("body", start, end, label))
            free = end
    names = names_of(texts, spans)
    expected = described("Tarn", GPE=["Tarn"])["Tarn"].keys()
    for one in features(texts, spans, names):
        assert one.keys() == expected
        assert all(value == value and abs(value) < 1e6 for value in one.values())
