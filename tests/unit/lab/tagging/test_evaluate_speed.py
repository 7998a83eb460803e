"""Speeds are of different texts of usual length, in turns."""

from collections.abc import Sequence
from pathlib import Path

from services.lab.tagging.evaluate_speed import full_articles, speeds
from tests.unit.lab.tagging.samples import TEXT, TwoPeople, write


def test_speeds_are_of_different_texts_of_usual_length(tmp_path: Path) -> None:
    texts = [f"{number} " * 600 for number in range(60)]
    lines = [{"source": "x", "lang": "en", "text": text} for text in [*texts, texts[0], "short"]]
    write(tmp_path / "ner/ner.jsonl.gz", *lines)
    assert full_articles(tmp_path, 50) == [text for text in texts if len(text) >= 1_500][:50]


def test_speeds_take_turns_and_leave_out_the_first() -> None:
    seen: list[int] = []

    def stock(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        seen.append(len(texts))
        sum(range(200_000))
        return [[] for _ in texts]

    theirs, ours = speeds([TEXT] * 60, TwoPeople(), stock)
    assert seen == [24, 24, 12]
    assert theirs > 0
    assert ours > 0
