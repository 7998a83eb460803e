"""Everything that was to be published is told: in a table, as JSON, or in totals and trouble."""

import json

import pytest

from schemas.articles import Origin
from services.cli.inputs.drafts import Draft
from services.cli.inputs.input_files import BadInput, PassedOver
from services.cli.messages.progress import ArticleProgress
from services.cli.messages.report import PASSED_OVER_SHOWN, SHOWN, Report
from services.runtime.stage import Reason, Rejected
from tests.unit.cli.inputs.test_drafts import article, one_draft

NEWS = one_draft(b'{"text": "news", "url": "http://a.example/1"}', "a.jsonl")
HOPELESS = Draft("in:2", b"{", Rejected(Reason.BAD_JSON, "cut\x1b off"))
ID = article(NEWS).article_id


def at(offset: int) -> Origin:
    return Origin(topic="articles.raw", partition=3, offset=offset, timestamp=5)


def rows(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    return [line.split("\t") for line in capsys.readouterr().out.splitlines()]


def test_a_table_names_each_article_and_the_lines_all_trouble(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said: list[str] = []
    report = Report(said.append)
    report.add_published(NEWS, at(7), None)
    report.add_other(HOPELESS)
    report.add_other(BadInput("b.txt", "no such file"))
    report.add_other(PassedOver("c.pdf", "not a .txt file"))
    report.add_refused(NEWS, "too large for the broker")
    report.add_unconfirmed(NEWS)
    report.finish()
    assert rows(capsys) == [
        ["where", "article", "outcome", "known by"],
        ["in:1", ID[:12], "published", "url"],
        ["in:2", "", "not published: bad_json: cut\\x1b off", ""],
        ["b.txt", "", "unreadable: no such file", ""],
        ["in:1", ID[:12], "refused: too large for the broker", "url"],
        ["in:1", ID[:12], "unconfirmed: the broker has not answered", "url"],
    ]
    assert said == [
        "in:2: not published: bad_json: cut\\x1b off",
        "b.txt: unreadable: no such file",
        "c.pdf: passed over: not a .txt file",
        "in:1: refused: too large for the broker",
        "in:1: unconfirmed: the broker has not answered",
    ]
    assert report.totals(1.25) == (
        "published 1 in 1.2 s; 1 not published (intake would reject them), 1 unreadable, "
        "1 refused by the broker, 1 without the broker's answer, 1 passed over"
    )
    assert not report.is_good


def test_files_that_are_passed_over_are_no_trouble() -> None:
    report = Report(lambda _: None)
    report.add_other(PassedOver("c.pdf", "not a .txt file"))
    assert report.is_good
    assert report.totals(0) == "published 0 in 0.0 s; 1 passed over"


def test_json_is_one_line_for_each_article_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(lambda _: None, as_json=True)
    report.add_published(NEWS, at(7), None)
    report.add_other(PassedOver("c.pdf", "not a .txt file"))
    report.add_other(BadInput("b.txt", "no such file"))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        {
            "where": "in:1",
            "article_id": ID,
            "outcome": "published",
            "reason": None,
            "topic": "articles.raw",
            "partition": 3,
            "offset": 7,
        },
        {
            "where": "b.txt",
            "article_id": None,
            "outcome": "unreadable",
            "reason": "no such file",
            "topic": None,
            "partition": None,
            "offset": None,
        },
    ]
    report.finish()
    assert capsys.readouterr().out == ""


def test_of_many_articles_only_trouble_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    report = Report(said.append)
    for number in range(SHOWN + 1):
        report.add_published(NEWS, at(number), None)
    for number in range(SHOWN + 9):
        report.add_other(BadInput(f"b{number}", "no"))
        report.add_other(PassedOver(f"c{number}", "no"))
    report.finish()
    assert capsys.readouterr().out == ""
    assert len(said) == SHOWN + PASSED_OVER_SHOWN + 2
    assert said[-2:] == [
        "… and 9 more with trouble; --list names each",
        "… and 49 more were passed over; --list names each",
    ]


def test_a_list_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    report = Report(said.append, list_all=True)
    for number in range(3 * SHOWN):
        report.add_published(NEWS, at(number), None)
        report.add_other(PassedOver(f"c{number}", "no"))
    report.finish()
    assert len(rows(capsys)) == 3 * SHOWN + 1
    assert len(said) == 3 * SHOWN


def test_on_a_terminal_the_table_is_enough_unless_there_is_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    said: list[str] = []
    report = Report(said.append)
    report.add_other(BadInput("[red]b", "no"))
    assert said == []
    few = Report(said.append)
    few.add_other(BadInput("[red]b", "no"))
    few.add_published(NEWS, at(0), None)
    few.finish()
    assert said == []
    assert "[red]b" in capsys.readouterr().out
    none = Report(said.append)
    none.add_other(BadInput("b", "no"))
    none.finish()
    assert said.pop() == "b: unreadable: no"
    assert capsys.readouterr().out == ""
    for number in range(SHOWN):
        report.add_published(NEWS, at(number), None)
    assert said == ["[red]b: unreadable: no"]


@pytest.mark.parametrize("as_json", [False, True])
def test_ends_are_told_where_they_were_waited_for(
    capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    said: list[str] = []
    report = Report(said.append, as_json=as_json, waits=True)
    ways = [ArticleProgress("in:1", origin=at(number)) for number in range(3)]
    for way in ways:
        report.add_published(NEWS, at(0), way)
    report.add_other(BadInput("b.txt", "no"))
    assert capsys.readouterr().out == ""
    ways[0].stored = "revisions"
    ways[1].admitted = at(9)
    report.finish()
    told = capsys.readouterr().out
    if as_json:
        outcomes = [(one["outcome"], one["reason"]) for one in map(json.loads, told.splitlines())]
        assert outcomes == [
            ("stored", "an earlier revision"),
            ("duplicate", "the same as articles.raw/3/9"),
            ("unfinished", "published, no end seen"),
            ("unreadable", "no"),
        ]
    else:
        assert [row.split("\t")[2].partition(":")[0] for row in told.splitlines()[1:]] == [
            "stored",
            "duplicate",
            "unfinished",
            "unreadable",
        ]
    assert said == ["b.txt: unreadable: no", "in:1: unfinished: published, no end seen"]
    report.publishing_seconds = 0.5
    assert report.totals(2) == (
        "published 3 in 0.5 s; after 2.0 s: "
        "1 stored, 1 dropped as duplicate, 1 unreadable, 1 without an end"
    )


def test_what_was_guessed_is_told_beside_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(lambda _: None, waits=True)
    guessed = one_draft("café à Paris".encode("cp1252"), "a.txt")
    way = ArticleProgress("in", stored="articles")
    report.add_published(guessed, at(0), way)
    unchecked = Draft("in:2", b"{", Rejected(Reason.BAD_JSON, "cut off"), unchecked=True)
    report.add_published(unchecked, at(1), None)
    report.finish()
    assert [row[2] for row in rows(capsys)[1:]] == [
        "stored: read as Windows-1252, a guess",
        "published: intake will reject it: bad_json",
    ]
