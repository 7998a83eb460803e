"""Whatever lies on a topic, a line of output is a line of JSON."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st

from services.cli.messages.consume_command import as_json_line, as_line


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
        (b"NaN", b'{"not_json": "NaN"}\n'),
        (b"9" * 5_000, b"9" * 5_000 + b"\n"),
        (b"[" * 100_000, b'{"not_json": "' + b"[" * 100_000 + b'"}\n'),
    ],
)
def test_json_stays_as_it_is(value: bytes | None, line: bytes) -> None:
    assert as_line(value) == line


@given(st.binary() | st.none(), st.binary() | st.none())
def test_a_message_with_all_that_belongs_to_it_is_one_line_too(
    value: bytes | None, key: bytes | None
) -> None:
    record = ConsumerRecord(
        topic="articles.raw",
        partition=3,
        offset=17,
        timestamp=1000,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=(("schema", b"RawArticle/1"), ("odd", b"\xff")),
    )
    line = as_json_line(record)
    assert line.count(b"\n") == 1
    message = json.loads(line)
    assert message["value"] == json.loads(as_line(value))
    assert (message["topic"], message["partition"], message["offset"]) == ("articles.raw", 3, 17)
    assert message["headers"] == {"schema": "RawArticle/1", "odd": "\\xff"}
    assert (message["key"] is None) is (key is None)


@given(st.lists(st.tuples(st.text(st.characters(codec=None)), st.none() | st.binary())))
def test_headers_may_be_anything(headers: list[tuple[str, bytes | None]]) -> None:
    record = SimpleNamespace(
        topic="t", partition=0, offset=0, timestamp=-1, key=b"\xff", value=None, headers=headers
    )
    line = as_json_line(cast(Any, record))
    assert line.count(b"\n") == 1
    assert len(json.loads(line)["headers"]) == len(dict(headers))
