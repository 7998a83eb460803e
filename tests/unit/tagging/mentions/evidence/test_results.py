"""Lists of results name two teams a line."""

from services.tagging.mentions.evidence.results import results


def teams(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in listed] for listed in results(text)]


def test_the_sides_of_results() -> None:
    text = (
        "Results:\n\nTarn United 2-0 Oslo FC\nHolm 1–1 St. Ida (Quux 4)\n\nQuux v Zorba\nIt rained."
    )
    assert teams(text) == [["Tarn United", "Oslo FC", "Holm", "St. Ida", "Quux", "Zorba"]]


def test_points_behind_each_side() -> None:
    assert teams("Tarn 21, Oslo 3\nHolm Bay 14, Quux 7 (OT)") == [
        ["Tarn", "Oslo", "Holm Bay", "Quux"]
    ]


def test_other_ways_to_write_a_result() -> None:
    assert teams("Semi-final: Tarn (4) 2-2 (3) Oslo\n15:00 Holm v Quux") == [
        ["Tarn", "Oslo", "Holm", "Quux"]
    ]
    assert teams("Tarn City 3 Oslo 1\nHolm 2 Quux 2") == [["Tarn City", "Oslo", "Holm", "Quux"]]
    assert teams("Rovers 12 9 2 27\nOslo City 12 8 0 24") == []


def test_one_line_is_no_list_and_a_sentence_is_no_result() -> None:
    assert teams("Tarn 2-0 Oslo\nIt rained.") == []
    assert teams("Tarn won 2-0 in Oslo on Sunday.\nHolm lost 1-3 at Quux in the rain.") == []
    assert teams("Tarn 2-0 Oslo " * 20 + "\nHolm 1-1 Quux") == []
