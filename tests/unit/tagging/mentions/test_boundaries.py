"""A mention is the name and no more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.tagging.mentions.boundaries import Span, repair_boundaries, without_overlaps


def mend(text: str, surface: str, label: str) -> list[str]:
    start = text.index(surface)
    spans = repair_boundaries({"body": text}, [Span("body", start, start + len(surface), label)])
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("surface", "label", "name"),
    [
        ("the United States's", "GPE", "United States"),
        ("Hong Kong’s", "GPE", "Hong Kong"),
        ("Gen. Ilkay Demir", "PERSON", "Ilkay Demir"),
        ("Prime Minister Ana Costa", "PERSON", "Ana Costa"),
        ('"Acme Corp"', "ORG", "Acme Corp"),
        ("post-World War II", "EVENT", "World War II"),
        ("General de Meza", "ORG", "de Meza"),
        ("Bank de Meza", "ORG", "Bank de Meza"),
        ("the last three years", "DATE", "the last three years"),
        ("(Quux Bank)", "ORG", "Quux Bank"),
        ("Quux (Oslo)", "ORG", "Quux (Oslo)"),
        ("the Quux)", "ORG", "Quux"),
    ],
)
def test_edges(surface: str, label: str, name: str) -> None:
    assert mend(f"It was {surface} again.", surface, label) == [name]


@pytest.mark.parametrize("surface", ["President", "They", "COVID-19", "--"])
def test_a_title_alone_or_a_small_word_is_no_name(surface: str) -> None:
    assert mend(f"Then {surface} again.", surface, "PERSON") == []


@pytest.mark.parametrize(
    ("surface", "label"),
    [
        ("830–846", "PERSON"), ("2021", "GPE"), ("1980", "NORP"),
        ("megrim", "ORG"), ("loon", "PERSON"),
    ],
)  # fmt: skip
def test_years_and_common_words_are_no_names(surface: str, label: str) -> None:
    assert mend(f"Then {surface} again.", surface, label) == []


@pytest.mark.parametrize(
    ("surface", "label"),
    [("General de Meza", "PERSON"), ("Bank de Meza", "ORG"), ("General Motors", "ORG")],
)
def test_a_title_before_a_particle_tells_a_person(surface: str, label: str) -> None:
    [span] = repair_boundaries({"body": surface}, [Span("body", 0, len(surface), "ORG")])
    assert span.label == label


def test_a_name_goes_on_where_a_full_line_ends() -> None:
    line = "It snowed in Oslo again when the long awaited verdict came from the Quux"
    text = f"{line}\nBank of Harbours on Monday."
    assert mend(text, "Quux\nBank", "ORG") == ["Quux\nBank"]
    assert mend(f"x\n{text}", "Quux\nBank", "ORG") == ["Quux\nBank"]
    assert mend("from the Quux\nBank of Harbours.", "Quux\nBank", "ORG") == ["Quux", "Bank"]


def test_small_letters_in_a_longer_name_stay() -> None:
    assert mend("Then bin laden and eBay.", "bin laden", "PERSON") == ["bin laden"]
    assert mend("Then bin laden and eBay.", "eBay", "ORG") == ["eBay"]


def test_a_span_over_lines_is_cut_at_their_ends() -> None:
    assert mend("Ana Costa\n\nOslo is cold", "Ana Costa\n\nOslo", "GPE") == ["Ana Costa", "Oslo"]


@pytest.mark.parametrize("label", ["CARDINAL", "ORDINAL", "PERCENT", "QUANTITY", "TIME"])
def test_bare_numbers_name_nothing(label: str) -> None:
    assert mend("He bought two.", "two", label) == []


def test_nothing_but_marks_is_no_mention() -> None:
    assert mend("a -- b", "--", "ORG") == []


def test_spans_that_touch_both_stay() -> None:
    touching = [Span("body", 0, 3, "ORG"), Span("body", 3, 6, "GPE")]
    assert without_overlaps(touching) == touching
    assert repair_boundaries({"body": "ItoEke"}, touching) == touching


def test_of_two_that_overlap_the_first_and_longest_stays() -> None:
    long, short = Span("body", 0, 6, "ORG"), Span("body", 0, 3, "GPE")
    assert without_overlaps([Span("body", 5, 8, "LOC"), short, long]) == [long]
    title = Span("title", 0, 3, "ORG")
    assert without_overlaps([short, title]) == [title, short]


def test_offsets_are_of_the_whole_text_and_not_of_its_paragraph() -> None:
    text = "It snowed.\n\nThe “Quux Bank’s” plan.\n\nGen. Ito left."
    start, end = text.index("The"), text.index(" plan")
    bank, ito = text.index("Quux"), text.index("Ito")
    spans = [Span("body", start, end, "ORG"), Span("body", ito - 5, ito + 3, "ORG")]
    assert repair_boundaries({"body": text}, spans) == [
        Span("body", bank, bank + len("Quux Bank"), "ORG"),
        Span("body", ito, ito + 3, "PERSON"),
    ]


labels = st.sampled_from(["PERSON", "ORG", "GPE", "DATE", "CARDINAL"])


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), labels)))
def test_spans_stay_inside_and_apart(text: str, edges: list[tuple[int, int, str]]) -> None:
    spans = [
        Span("body", min(start, end, len(text)), min(max(start, end), len(text)), label)
        for start, end, label in edges
    ]
    mended = repair_boundaries({"body": text}, spans)
    assert mended == without_overlaps(mended)
    assert all(0 <= span.start <= span.end <= len(text) for span in mended)
    assert all(a.end <= b.start for a, b in pairwise(mended))
