"""The patterns find who says a quote in text whose names and quotes are masked."""

import re
from collections.abc import Sequence

import pytest

from services.tagging.values.speech_patterns import (
    BEFORE,
    BEHIND,
    ENDS,
    ORGANISATION,
    PERSON,
    PRONOUN_BEFORE,
    PRONOUN_BEHIND,
    QUOTED,
)

MASKS = str.maketrans({"@": PERSON, "#": ORGANISATION, "=": QUOTED})


def who(patterns: Sequence[re.Pattern[str]], text: str, *, behind: bool) -> str | None:
    """The speaker's mask, ``@`` for a person and ``#`` for an organisation."""
    masked = text.translate(MASKS)
    for pattern in patterns:
        match = pattern.match(masked) if behind else pattern.search(masked)
        if match:
            return "@" if match["who"].startswith(PERSON) else "#"
    return None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (" said @@@.", "@"),
        (" said President @@@.", "@"),
        (" @@@ said.", "@"),
        (" @@@, the mayor, also said", "@"),
        (" the ### said.", "#"),
        (" according to @@@", "@"),
        (" said Putin spokesman @@@", "@"),
        (" @@@ ran.", None),
        (" said who knows @@@", None),
        (" It rained. @@@ said", None),
    ],
)
def test_right_behind_a_quote(text: str, speaker: str | None) -> None:
    assert who(BEHIND, text, behind=True) == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("@@@ said: ", "@"),
        ("It rained. @@@ called it ", "@"),
        ("According to the ###, ", "#"),
        ("@@@ ran. It rained: ", None),
    ],
)
def test_before_a_quote(text: str, speaker: str | None) -> None:
    assert who(BEFORE, text, behind=False) == speaker


def test_a_pronoun_says_it() -> None:
    assert PRONOUN_BEHIND.match(" he said.")
    assert PRONOUN_BEHIND.match(" said she.")
    assert PRONOUN_BEFORE.search("It rained. He then said: ")
    assert not PRONOUN_BEHIND.match(" they said.")


def test_a_name_or_a_sentence_ends_what_stands_between_two_quotes() -> None:
    assert ENDS.match(", adding: ")
    assert not ENDS.match(". It rained. ")
    assert not ENDS.match(" to @@@: ".translate(MASKS))
