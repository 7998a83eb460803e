"""What a line of a knowledge base may say, and what it may not."""

import json

import pytest

from services.tagging.kb.entry import BadLine, KbEntry, read_lines
from tests.unit.tagging.kb.samples import UNITED_STATES


def test_a_line_is_one_entry_and_empty_lines_are_none() -> None:
    (entry,) = read_lines([json.dumps(UNITED_STATES), "", "\n"])
    assert entry == KbEntry.model_validate(UNITED_STATES)
    assert KbEntry.model_validate_json(entry.model_dump_json(exclude_defaults=True)) == entry


def test_the_usual_name_is_the_english_one_or_else_the_first() -> None:
    names = {"de": "Köln", "fr": "Cologne"}
    assert KbEntry(id="1", type="GPE", names=names | {"en": "Cologne"}).name == "Cologne"
    assert KbEntry(id="1", type="GPE", names=names).name == "Köln"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "id"),
        ({"type": "person"}, "type"),
        ({"names": {}}, "names"),
        ({"names": {"english": ""}}, "names"),
        ({"lat": 91}, "lat"),
        ({"country": "usa"}, "country"),
        ({"prior": 2}, "prior"),
        ({"alias": ["x"]}, "alias"),
    ],
)
def test_a_wrong_line_is_named(change: dict[str, object], said: str) -> None:
    lines = [json.dumps(UNITED_STATES), json.dumps(UNITED_STATES | change)]
    with pytest.raises(BadLine, match=rf"^line 2: {said}"):
        list(read_lines(lines))


def test_what_is_no_json_is_named() -> None:
    with pytest.raises(BadLine, match=r"^line 1: it: "):
        list(read_lines(["{"]))
