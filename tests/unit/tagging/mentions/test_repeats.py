"""A name that the article has elsewhere is found again, as words of its own."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.mentions import repeats
from services.tagging.mentions.boundaries import Field, Span
from services.tagging.mentions.repeats import REPEAT_CONFIDENCE, add_repeats


def first(field: Field, texts: dict[Field, str], name: str, label: str) -> Span:
    start = texts[field].index(name)
    return Span(field, start, start + len(name), label)


def names(body: str, *known: tuple[str, str], title: str = "") -> list[tuple[str, str]]:
    texts: dict[Field, str] = {"title": title, "body": body}
    spans = [first("body", texts, name, label) for name, label in known]
    return [(texts[one.field][one.start : one.end], one.label) for one in add_repeats(texts, spans)]


def test_a_name_and_a_surname_are_found_again() -> None:
    found = names("Ana Costa met. Costa left; Ana Costa and Costas.", ("Ana Costa", "PERSON"))
    assert found == [("Ana Costa", "PERSON"), ("Costa", "PERSON"), ("Ana Costa", "PERSON")]


def test_a_repeat_is_less_sure_than_the_first() -> None:
    texts: dict[Field, str] = {"body": "Quux rose. Quux fell."}
    first_span, repeat = add_repeats(texts, [first("body", texts, "Quux", "ORG")])
    assert repeat == Span("body", 11, 15, "ORG", REPEAT_CONFIDENCE)
    assert repeat.confidence < first_span.confidence


@pytest.mark.parametrize("text", ["Quuxville", "preQuux", "Anne-Quux-Marie Dupont"])
def test_no_part_of_a_word_or_double_name_is_a_repeat(text: str) -> None:
    assert names(f"Quux rose. {text} fell.", ("Quux", "ORG")) == [("Quux", "ORG")]


def test_a_title_is_no_surname_and_a_small_word_no_name() -> None:
    body = "The late Judge met bin laden. Judge, bin laden."
    assert len(names(body, ("late Judge", "PERSON"), ("bin laden", "PERSON"))) == 2


def test_a_name_in_a_line_of_capitals_is_found() -> None:
    found = names("Ana Costa met.", ("Ana Costa", "PERSON"), title="COSTA MEETS THE PRESS")
    assert found == [("COSTA", "PERSON"), ("Ana Costa", "PERSON")]


def test_a_repeat_may_touch_its_neighbours() -> None:
    texts: dict[Field, str] = {"body": "Quux. (Quux-Zorb-Quux)"}
    zorb = first("body", texts, "-Zorb-", "ORG")
    spans = add_repeats(texts, [first("body", texts, "Quux", "ORG"), zorb])
    assert [(one.start, one.end) for one in spans] == [(0, 4), (7, 11), (11, 17), (17, 21)]


parts = st.sampled_from(["Ana Costa", "Costa", "Quux", "QUUX RISES FAST", "met", "-", "\n\n", "🙂"])


@given(st.lists(parts, max_size=20), st.lists(parts, max_size=5))
def test_every_repeat_is_a_known_name_in_its_place(body: list[str], title: list[str]) -> None:
    texts: dict[Field, str] = {"title": " ".join(title), "body": " ".join(body)}
    known = [("Ana Costa", "PERSON"), ("Quux", "ORG")]
    spans = [first("body", texts, name, label) for name, label in known if name in texts["body"]]
    found = add_repeats(texts, spans)
    assert set(spans) <= set(found)
    for one in found:
        name = texts[one.field][one.start : one.end]
        assert name.casefold() in ("ana costa", "costa", "quux")
    for field in texts:
        places = [(one.start, one.end) for one in found if one.field == field]
        assert all(before[1] <= after[0] for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Tarn Council Halts Ferry Plan", []),
        ("TARN COUNCIL HALTS FERRY PLAN", []),
        ("Tarn council halts the ferry plan", ["Halts"]),
    ],
)
def test_what_only_a_headlines_capitals_show_is_no_name(title: str, left: list[str]) -> None:
    texts: dict[Field, str] = {"title": title, "body": "The council met. Ida Holm spoke."}
    word = next(one for one in title.split() if one.casefold() == "halts")
    spans = [first("title", texts, word, "ORG"), first("body", texts, "Ida Holm", "PERSON")]
    found = [texts[one.field][one.start : one.end] for one in add_repeats(texts, spans)]
    assert [one.capitalize() for one in found if one != "Ida Holm"] == left


def test_a_name_that_the_body_says_stays_in_the_headline() -> None:
    texts: dict[Field, str] = {
        "title": "Tarn Council Halts Ferry",
        "body": "Late. Tarn Council met.",
    }
    spans = [first("title", texts, "Tarn Council", "ORG")]
    assert [one.field for one in add_repeats(texts, spans)][:1] == ["title"]


PIECES = ("Tarn", "Tarn Hill", "Hill", "TARN HILL NOW", "tarn", "-", "_", "’s", " ", " ", "\n", "é")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30))
def test_many_names_are_found_as_few_are(pieces: list[str]) -> None:
    texts: dict[Field, str] = {"body": "Tarn Hill slept. " + "".join(pieces)}
    spans = [Span("body", 0, 9, "GPE")]
    few = add_repeats(texts, spans)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "MOST_WORK", 0)
        assert add_repeats(texts, spans) == few
