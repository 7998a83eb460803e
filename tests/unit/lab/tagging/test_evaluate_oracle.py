"""The oracle knows the marked things and no others, and is told where they are."""

import json
from pathlib import Path

from services.lab.tagging.evaluate_oracle import oracle_errors, oracle_scores
from tests.unit.lab.tagging.samples import FOUND, TwoCountries, write_links


def test_the_oracle_knows_only_what_is_marked_and_is_told_where(tmp_path: Path) -> None:
    write_links(
        tmp_path, [(0, 5, "entity", "Q114"), (10, 16, "entity", "Q20"), (17, 20, "entity", "Q7")]
    )
    # "met" is a thing here, which no model finds; Norway is once more often a ship.
    things = [
        {"qid": "Q114", "name": "Kenya", "types": ["Q27096213", "Q43229"], "surfaces": []},
        {"qid": "Q20", "name": "Norway", "types": ["Q27096213"], "surfaces": [["Norway", 1]]},
        {"qid": "Q8", "name": "SS Norway", "types": ["Q2424752"], "surfaces": [["Norway", 2]]},
        {"qid": "Q7", "name": "Metre", "types": ["OTHER"], "surfaces": [["met", 1]]},
    ]
    lines = "".join(json.dumps(one) + "\n" for one in things)
    (tmp_path / "linking/gold_entities.jsonl").write_text(lines)
    rows = {one.part: one for one in oracle_scores(tmp_path, TwoCountries(), tmp_path)}
    row = rows["all"]
    assert (row.count, row.usual, row.given) == (3, 1 / 3, 1.0)
    assert (row.found_count, row.found) == (2, 1.0)
    assert list(oracle_errors(tmp_path, TwoCountries(), tmp_path)) == []


def test_without_a_list_of_things_there_is_no_oracle(tmp_path: Path) -> None:
    write_links(tmp_path, FOUND)
    assert list(oracle_scores(tmp_path, TwoCountries(), tmp_path)) == []
    assert list(oracle_errors(tmp_path, TwoCountries(), tmp_path)) == []
