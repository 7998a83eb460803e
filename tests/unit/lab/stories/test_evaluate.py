"""Stories are judged on folds that share no event with what was learned."""

import gzip
import json
from pathlib import Path

import pytest

from services.lab.stories.evaluate import evaluate, nearest_earlier
from services.lab.stories.labelled import FOLDS, SHUFFLES, labelled_sets
from tests.unit.stories.samples import FERRY, OTHER_FERRY, VOTE, clues

TOWNS = [f"{name}ville" for name in ("Ar", "Brask", "Cor", "Dun", "Es", "Far")] + [
    f"{name}ham" for name in ("Gan", "Hol", "Is", "Jar", "Kel", "Lor")
]
SHIPS = [f"{name}a" for name in ("Ann", "Bert", "Clar", "Dor", "Els", "Frid")] + [
    f"{name}e" for name in ("Gret", "Hild", "Ingrid", "Jutt", "Karl", "Lott")
]


def rows(dated: bool) -> list[dict[str, str]]:
    """Three reports of each of twelve groundings."""
    return [
        {
            "id": f"{town}{part}",
            "text": f"The ferry {ship} ran aground off {town}. {said} The {ship} lay off {town}.",
            "story": f"{number}_event",
        }
        | ({"date": f"2026-03-{number + 1:02}"} if dated else {})
        for number, (town, ship) in enumerate(zip(TOWNS, SHIPS, strict=True))
        for part, said in enumerate(
            (f"Some {number + 40} people were on board.", "Divers went down.", "A tug came.")
        )
    ]


def write(path: Path, name: str, lines: list[dict[str, str]]) -> None:
    (path / "stories").mkdir(exist_ok=True)
    with gzip.open(path / "stories" / f"{name}.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)


def test_a_set_without_dates_is_read_in_several_orders(tmp_path: Path) -> None:
    write(tmp_path, "dated", rows(dated=True))
    write(tmp_path, "undated", rows(dated=False))
    sets = labelled_sets(tmp_path)
    assert [one.name for one in sets] == ["dated", *["undated"] * SHUFFLES]
    assert len({tuple(one.stories) for one in sets}) == SHUFFLES + 1


def test_no_event_is_in_two_folds(tmp_path: Path) -> None:
    write(tmp_path, "dated", rows(dated=True))
    [one] = labelled_sets(tmp_path)
    parts = [set(one.part(fold).stories) for fold in range(FOLDS)]
    assert sum(map(len, parts)) == len(TOWNS)
    assert set().union(*parts) == set(one.stories)


def test_the_baseline_joins_what_is_alike() -> None:
    stories = nearest_earlier([clues(1, FERRY), clues(2, VOTE), clues(3, FERRY), clues(4, VOTE)])
    assert stories == ["a1", "a2", "a1", "a2"]
    assert nearest_earlier([clues(1, OTHER_FERRY)]) == ["a1"]


def test_each_set_stands_beside_the_baseline(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm")
    write(tmp_path, "dated", rows(dated=True))
    found = {row.way: row for row in evaluate(tmp_path)}
    assert set(found) == {"tf-idf", "wireroom"}
    ours = found["wireroom"]
    assert (ours.data, ours.articles, ours.stories) == ("dated", 36, 12)
    assert 0 < ours.figures.f1 <= 1
    assert ours.per_second > 0
