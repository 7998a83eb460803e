"""``wireroom bench`` finds the benchmarks of a checkout."""

from services.cli.lab_commands.bench import ROOT


def test_the_benchmarks_are_where_it_looks() -> None:
    assert (ROOT / "tests" / "bench" / "__main__.py").exists()
