"""A merge patch does what RFC 7396 says, and refuses what it can't."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cli.dead_letters.merge_patch import merge_patch, patched, read_patch
from services.cli.errors import CommandError

NAMES = st.text(max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=3)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        (["a"], {"a": 1}, {"a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_is_merged(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


@given(OBJECTS, OBJECTS)
def test_a_patch_applied_twice_is_the_same(target: dict[str, Any], patch: dict[str, Any]) -> None:
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once


@given(OBJECTS)
def test_an_empty_patch_changes_nothing(target: dict[str, Any]) -> None:
    assert merge_patch(target, {}) == target


def test_without_a_patch_the_bytes_stay() -> None:
    assert patched(b"\xff not json", None) == b"\xff not json"
    assert patched(None, None) is None
    assert json.loads(patched(b'{"a": 1}', {"b": 2}) or b"") == {"a": 1, "b": 2}


@pytest.mark.parametrize("value", [b"\xff", b"[1]", b"", None])
def test_what_is_no_object_cannot_be_patched(value: bytes | None) -> None:
    with pytest.raises(ValueError, match="nothing to patch"):
        patched(value, {"a": 1})


def test_a_patch_is_given_as_json_or_as_a_file(tmp_path: Path) -> None:
    file = tmp_path / "patch.json"
    file.write_text('{"language": null}')
    assert read_patch(str(file)) == read_patch('{"language": null}') == {"language": None}
    file.write_text("[1]")
    for wrong in ('{"cut', str(file)):
        with pytest.raises(CommandError):
            read_patch(wrong)
