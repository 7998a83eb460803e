"""The cue nearest to a date tells whether it is past or to come."""

import pytest

from services.tagging.values.tense import tense


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("The hall will close on ", "", "future"),
        ("The hall closed on ", "", "past"),
        ("The hall was closed on ", "", "past"),
        ("The hall will be closed on ", "", "future"),
        ("The hall is to be closed on ", "", "future"),
        ("The hall will shut on ", "", "future"),
        ("The hall was shut on ", "", "past"),
        ("The hall could close on ", "", "possible"),
        ("The hall would have closed on ", "", "past"),
        ("The hall, which opened in spring, closes on ", "", "future"),
        ("The hall, expected to close, was held open on ", "", "past"),
        ("The clerk said on ", " that the hall will close", "past"),
        ("The clerk, who will resign, said ", "", "past"),
        ("On ", ", the hall will close", "future"),
        ("On ", ", the hall closed, and it will open again", "past"),
        ("On ", ", the clerk", None),
        ("Will Hurd, a clerk, left on ", "", "past"),
        ("Will Hurd, a clerk, on ", "", None),
        ("The hall was open until ", "", "past"),
        ("The hall is shut until ", "", "future"),
        ("It was pushed back to ", "", "future"),
        ("Residents have until ", " to appeal", "future"),
        ("He was hit by a car on ", "", "past"),
        ("They voted to meet on ", "", "future"),
        ("Police will look into the shooting on ", "", "past"),
        ("Council to meet on ", "", "future"),
        ("We’ll meet on ", "", "future"),
    ],
)
def test_tense(before: str, after: str, told: str | None) -> None:
    assert tense(before, after) == told
