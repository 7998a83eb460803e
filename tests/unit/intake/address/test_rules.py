"""The rules of addresses: each can be read, and has its source."""

import re
from importlib.resources import files

import pytest

from services.intake.address.rules import lines, with_shapes

COLUMNS = {
    "tracking_parameters": 1,
    "parameters_by_value": 1,
    "path_forms": 2,
    "wrappers": 3,
    "mobile_labels": 1,
    "publishing_hosts": 1,
}


@pytest.mark.parametrize(("name", "columns"), COLUMNS.items())
def test_each_rule_has_its_source_and_stands_once(name: str, columns: int) -> None:
    text = (files("services.intake") / "data" / f"{name}.txt").read_text("utf-8")
    rules = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert len(rules) == len(list(lines(name, columns))) > 5
    assert len(rules) == len(set(rules))
    for rule in rules:
        assert len(rule.split(None, columns)) == columns + 1, rule


def test_shapes_are_written_out() -> None:
    rules = iter([["{a}", "(b|c)"], ["{d}", "{a}+"], ["e={d}|{a}", "x"]])
    assert list(with_shapes(rules)) == ["e=(b|c)+|(b|c)"]


def test_a_rule_by_value_is_a_name_and_a_value() -> None:
    for rule in with_shapes(lines("parameters_by_value", 2)):
        name, mark, value = rule.partition("=")
        assert name
        assert mark
        assert "{" not in re.sub(r"\{\d+(,\d*)?\}", "", value)
