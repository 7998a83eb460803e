"""The table of ``wireroom explain`` tells what there is to tell, and no more."""

from services.cli.accounting.explain_command import as_table, short_place
from services.cli.accounting.timeline import Step

ID, REVISION = "0123456789abcdef" * 2, "fedcba98" * 8
TIME = "2026-03-04T17:30:00.123+00:00"
FIRST = Step(TIME, "publisher", "published", "articles.raw/3/17", REVISION)


def test_only_columns_that_tell_something() -> None:
    columns, rows = as_table([FIRST])
    assert columns == ["time (UTC)", "service", "outcome", "where", "what"]
    assert rows == [["2026-03-04 17:30:00.123", "publisher", "published", "articles.raw/3/17", ""]]


def test_revisions_and_attempts_where_there_are_several() -> None:
    again = Step(TIME, "intake", "failed", "articles.raw.dead/0/1", "a" * 64, 2, "why")
    columns, rows = as_table([FIRST, again])
    assert columns[3:5] == ["revision", "attempt"]
    assert [row[3:5] for row in rows] == [["fedcba98", "1"], ["aaaaaaaa", "2"]]
    assert rows[1][-1] == "why"


def test_a_documents_place_is_short_and_still_names_it() -> None:
    assert short_place(f"articles/{ID}") == "articles/0123456789ab"
    assert short_place(f"revisions/{ID}:{REVISION}") == "revisions/0123456789ab:fedcba98"
    assert short_place("articles.raw/3/17") == "articles.raw/3/17"
