"""The examples of the contract are what the stages make today, each of the one before it.

Where one differs on purpose, ``wireroom stage cleaning`` or ``tagging`` makes the new one of a line
of JSON.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import schemas
from services.cleaning.pool_work import work as cleaning
from services.runtime.pool.process import Work
from services.runtime.stage import Published
from services.tagging.tagger import work as tagging

EXAMPLES = Path(schemas.__file__).parent / "examples"
OLD = "before-"
"""Examples of earlier versions of the contract: they must parse, no stage makes them any more."""
NAMES = [
    path.stem
    for path in sorted((EXAMPLES / "articles.accepted").glob("*.json"))
    if not path.stem.startswith(OLD)
]


def example(topic: str, name: str) -> bytes:
    return (EXAMPLES / topic / f"{name}.json").read_bytes()


def rounded(value: Any) -> Any:
    """What JSON holds, without what differs from run to run: the seconds, the last digits."""
    match value:
        case float():
            return round(value, 2)
        case list():
            return [rounded(one) for one in value]
        case dict():
            return {key: rounded(one) for key, one in value.items() if key != "seconds"}
    return value


def made(work: Work, value: bytes) -> Any:
    [outcome] = work([value])
    assert isinstance(outcome, Published)
    return rounded(json.loads(outcome.value))


@pytest.mark.parametrize("name", NAMES)
def test_the_cleaned_example_is_what_becomes_of_the_accepted_one(name: str) -> None:
    expected = rounded(json.loads(example("articles.cleaned", name)))
    assert made(cleaning(), example("articles.accepted", name)) == expected


def test_the_enriched_examples_are_what_becomes_of_the_cleaned_ones() -> None:
    work = tagging()
    for name in NAMES:
        expected = rounded(json.loads(example("articles.enriched", name)))
        assert made(work, example("articles.cleaned", name)) == expected
