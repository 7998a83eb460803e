"""Sentences are cut where one ends, and nothing of the body is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.stories.revisions.sentences import sentences


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("It rained. They left.", ["It rained.", "They left."]),
        ('"It rained." They left.', ['"It rained."', "They left."]),
        (
            "Mr. Weir left at 3.5 knots. He was late.",
            ["Mr. Weir left at 3.5 knots.", "He was late."],
        ),
        ("J. R. Kell spoke. No one left.", ["J. R. Kell spoke.", "No one left."]),
        ("A line\n\nAnother line", ["A line", "Another line"]),
        ("Er kam. Über Nacht fiel Schnee.", ["Er kam.", "Über Nacht fiel Schnee."]),
        ("他来了。他走了。", ["他来了。", "他走了。"]),
        ("", []),
    ],
)
def test_ends(body: str, wanted: list[str]) -> None:
    assert [one.text for one in sentences(body)] == wanted


@given(st.text(alphabet='Ab. \n!?"é。', max_size=60))
def test_only_space_stands_between_sentences(body: str) -> None:
    at = 0
    for one in sentences(body):
        assert body[at : one.span.start].strip() == ""
        assert body[one.span.start : one.span.end] == one.text
        at = one.span.end
    assert body[at:].strip() == ""
