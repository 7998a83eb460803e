"""Codes name nothing, and what stands beside them stays."""

import pytest

from services.tagging.mentions.boundaries import Span
from services.tagging.mentions.codes import codes_in, without_codes


def left(text: str, label: str = "ORG") -> list[str]:
    """What is left of a span over the whole text."""
    return [
        text[one.start : one.end].strip()
        for one in without_codes([Span("body", 0, len(text), label)], codes_in({"body": text}))
        if text[one.start : one.end].strip()
    ]


@pytest.mark.parametrize(
    "code",
    ["(NYSE: TRN)", "(Nasdaq:TRNX)", "(LSE: TRN.)", "(TRN.N)", "(6758.T)", "<TRN>", "<TRN.L>",
     "#TarnRises", "@tarn_co", "https://tarn.example/a", "pic.twitter.com/aB3", "ida@tarn.example"],
)  # fmt: skip
def test_a_code_goes(code: str) -> None:
    assert left(code) == []
    assert left(f"Tarn Corp {code}") == ["Tarn Corp"]
    assert left(f"Tarn {code} Radio") == ["Tarn", "Radio"]


@pytest.mark.parametrize("name", ["(AP)", "(U.S.)", "tarn.example", "Tarn (Norland)", "C# Tarn"])
def test_what_is_no_code_stays(name: str) -> None:
    assert left(name) == [name]


def test_sums_stay_whole() -> None:
    assert left("$5 (TRN.N)", "MONEY") == ["$5 (TRN.N)"]


def test_each_span_by_its_own_codes() -> None:
    text = "Tarn (TRN.N), Hill (HIL.L)."
    spans = [Span("body", 0, 12, "ORG"), Span("body", 14, 18, "ORG"), Span("body", 20, 25, "ORG")]
    found = without_codes(spans, codes_in({"body": text}))
    assert [text[one.start : one.end].strip() for one in found] == ["Tarn", "Hill"]
