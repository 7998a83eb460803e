"""No harmful character is left, harmless text stays as it is, and JSON keeps its value."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.escaping import escaped, one_line

ANY_TEXT = st.text(st.characters(codec=None))
BIDI = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")


@given(ANY_TEXT)
def test_no_command_for_a_terminal_is_left(text: str) -> None:
    for character in escaped(text):
        assert character in "\t\n" or unicodedata.category(character) not in (
            "Cc",
            "Cs",
            "Zl",
            "Zp",
        )
        assert unicodedata.bidirectional(character) not in BIDI
    assert one_line(text).splitlines() in ([], [one_line(text)])
    assert escaped(escaped(text)) == escaped(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\u001b[31m"),
        ("\x1b]0;title\x07", "\\u001b]0;title\\u0007"),
        ("a\r\nb\tc", "a\\u000d\nb\tc"),
        ("\x9b\x7f", "\\u009b\\u007f"),
        ("\u202e\u2066", "\\u202e\\u2066"),
        ("\udc9b", "\\udc9b"),
        ("Grüße, שלום \u200f, नमस्ते \u200d, 😀", "Grüße, שלום \u200f, नमस्ते \u200d, 😀"),
    ],
)
def test_what_is_harmful_is_written_as_json_writes_it(text: str, shown: str) -> None:
    assert escaped(text) == shown


@given(st.dictionaries(ANY_TEXT, ANY_TEXT))
def test_json_keeps_its_value(held: dict[str, str]) -> None:
    line = escaped(json.dumps(held, ensure_ascii=False, indent=1))
    assert json.loads(line) == json.loads(json.dumps(held))
