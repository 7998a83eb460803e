"""The table of `wireroom top` fits into a terminal, and its numbers read well."""

from io import StringIO

from rich.console import Console

from services.cli.monitor.service_state import Row
from services.cli.monitor.top_view import bars, count, picture, seconds


def test_the_table_fits_into_80_columns() -> None:
    rows = [
        Row(
            name, "ready", rate=1234.5, lag=123456, oldest=86400.0 * 3, age=86400.0,
            ended=123456789, dropped=1234, dead=1234, memory=9e9,
        )
        for name in ("intake", "cleaning-1", "cleaning-2", "storage")
    ]  # fmt: skip
    text = StringIO()
    rates = {row.service: [1.0, 2.0] * 5 for row in rows}
    Console(file=text, width=80, highlight=False).print(picture(rows, 12345, rates))
    lines = text.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert sum("123.5M" in line for line in lines) == 4
    assert "12,345 messages did not get through" in " ".join(text.getvalue().split())


def test_numbers_read_well() -> None:
    assert [seconds(v) for v in (None, 0.25, 5, 600, 7200, 2e6)] == [
        "–", "250 ms", "5 s", "10 min", "2 h", "23 d"
    ]  # fmt: skip
    assert [count(v) for v in (0, 12345, 123456, 1234567, 5e9)] == [
        "0", "12,345", "123.5k", "1.235M", "5G"
    ]  # fmt: skip
    assert bars([0, 4, 8]) == " ▄█"
    assert bars([0, 0]) == "  "


def test_what_nobody_knows_is_a_dash_and_a_service_that_is_ill_is_told_apart() -> None:
    text = StringIO()
    rows = [Row("intake", "does not answer"), Row("storage", "ready", rate=1.25)]
    Console(file=text, width=80, highlight=False).print(picture(rows, None, {}))
    intake, storage = (line for line in text.getvalue().splitlines() if line[:1] in "●○" and line)
    assert intake.split()[:5] == ["○", "intake", "–", "–", "–"]
    assert storage.split()[:3] == ["●", "storage", "1.2"]
    assert "last" not in text.getvalue()
