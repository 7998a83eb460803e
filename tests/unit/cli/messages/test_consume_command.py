"""Whatever lies on a topic, a line of output is a line of JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli.messages.consume_command import as_line


@given(st.binary() | st.none())
def test_one_line_of_json(value: bytes | None) -> None:
    line = as_line(value)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    json.loads(line)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (b'{"a":  1}', b'{"a":  1}\n'),
        (b'{\n"a": 1}', b'{"a": 1}\n'),
        (None, b"null\n"),
        (b'["\\ud800",\r\n1]', b'["\\ud800",1]\n'),
        (b"0\x00", b'{"not_json": "0\\u0000"}\n'),
        (b"\xffx", b'{"not_json": "\\\\xffx"}\n'),
    ],
)
def test_json_stays_as_it_is(value: bytes | None, line: bytes) -> None:
    assert as_line(value) == line
