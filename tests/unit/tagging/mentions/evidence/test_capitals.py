"""Runs of capitalised words begin where no word ends, and are as long as they can be."""

import pytest

from services.tagging.mentions.evidence.capitals import capital_runs, capital_words


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Ida Holm’s Tarn", ["Ida Holm", "Tarn"]),
        ("a O’Quux d’Oss McQuux iQuux", ["O’Quux", "McQuux"]),
        ("Jae-in met Ørn & the Quux-Oss", ["Jae-in", "Ørn", "Quux-Oss"]),
        ("(Tarn)\nOss", ["Tarn", "Oss"]),
        ("Quux &Oss -Tarn", ["Quux"]),
        ("", []),
    ],
)
def test_runs_of_capitalised_words(text: str, runs: list[str]) -> None:
    assert [text[start:end] for start, end in capital_runs(text)] == runs


def test_words_with_a_capital() -> None:
    assert capital_words("The Quux-Oss of I. HMS iTarn") == {"The", "Quux", "Oss", "HMS", "Tarn"}
