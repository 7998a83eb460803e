"""The bench's table is written into a page, between its markers, or as a file."""

from pathlib import Path

from tests.bench.figures import Figure, Target
from tests.bench.report import verdict, write_markdown


def test_a_page_keeps_what_stands_around_the_table(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nMore.\n")
    write_markdown(page, "| new |\n")
    assert page.read_text() == (
        "# Benchmarks\n<!-- bench:begin -->\n| new |\n<!-- bench:end -->\nMore.\n"
    )


def test_a_file_that_is_no_page_is_the_table(tmp_path: Path) -> None:
    file = tmp_path / "table.md"
    for _ in range(2):
        write_markdown(file, "| new |\n")
        assert file.read_text() == "| new |\n"


def test_the_last_line_says_what_was_missed() -> None:
    target = Target("value", "at least", 5)
    good, bad = (Figure(name, "x", (value,), targets=(target,)) for name, value in
                 (("good", 6.0), ("bad", 4.0)))  # fmt: skip
    assert verdict([good, bad]) == "1 of 2 targets missed: bad"
    assert verdict([good]) == "all 1 targets met"
    assert verdict([]) == "it ran"
