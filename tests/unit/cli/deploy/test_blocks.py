"""Made parts are replaced between their markers, and nothing else is."""

import pytest

from services.cli.deploy.blocks import NoBlock, filled, with_block


def test_a_block_is_replaced_and_the_rest_stays() -> None:
    text = "a\n  # >>> uv run poe deploy: x\n  old\n  # <<< x\nb\n"
    once = with_block(text, "x", ["", "  new", ""])
    assert once == "a\n  # >>> uv run poe deploy: x\n  new\n  # <<< x\nb\n"
    assert with_block(once, "x", []) == "a\n  # >>> uv run poe deploy: x\n  # <<< x\nb\n"
    with pytest.raises(NoBlock):
        with_block(text + text, "x", [])


def test_a_line_of_nothing_but_a_placeholder_without_value_falls_away() -> None:
    assert filled("a: $a\n  $b\nc\n", {"a": "1", "b": None}) == "a: 1\nc\n"
    assert filled("a: $a\n  $b\nc\n", {"a": "1", "b": "b: 2"}) == "a: 1\n  b: 2\nc\n"
