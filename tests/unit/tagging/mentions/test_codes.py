"""Codes and credits name nothing, and what stands beside them stays."""

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


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("TARNVILLE, Norway, Sept. 9 (Halden Wire) - It", ["TARNVILLE, Norway, Sept. 9", "- It"]),
        ("TARNVILLE/OSS (HW) — It", ["TARNVILLE/OSS", "— It"]),
        ("TARNVILLE, Jan 5, 2024 /Halden Wire/ -- It", ["TARNVILLE, Jan 5, 2024", "-- It"]),
        ("Bergen (Halden Wire) - It", ["Bergen", "- It"]),
        ("(Halden Wire) — It", ["It"]),
        ("It rained. (Halden Wire)", ["It rained."]),
        ("It rained. — Halden Wire", ["It rained."]),
        ("It rained. Halden Wire contributed to this report.", ["It rained.", "."]),
    ],
)
def test_who_is_credited_goes(text: str, rest: list[str]) -> None:
    assert left(text) == rest


@pytest.mark.parametrize(
    "text",
    ["TARNVILLE (Norway) - It", "Ida Holm (Labour) - 12,345 votes", "At Tarn (Halden Wire) - It",
     "It rained (Halden Wire)", "It rained. (It did.)", "“It rained.” — Ida Holm",
     "He has contributed to the report of Tarn"],
)  # fmt: skip
def test_who_acts_is_not_credited(text: str) -> None:
    assert left(text) == [text]


def test_sums_stay_whole() -> None:
    assert left("$5 (TRN.N)", "MONEY") == ["$5 (TRN.N)"]


def test_each_span_by_its_own_codes() -> None:
    text = "Tarn (TRN.N), Hill (HIL.L)."
    spans = [Span("body", 0, 12, "ORG"), Span("body", 14, 18, "ORG"), Span("body", 20, 25, "ORG")]
    found = without_codes(spans, codes_in({"body": text}))
    assert [text[one.start : one.end].strip() for one in found] == ["Tarn", "Hill"]
