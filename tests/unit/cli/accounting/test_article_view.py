"""A stored article reads as an article does: whole, wrapped, in order."""

import contextlib
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from schemas.articles import Author, EnrichedArticle, Entity, Language, Mention, Quote
from services.cli.accounting.article_view import MOST_ENTITIES, print_view, view
from services.cli.demo.view import article as in_brief
from services.storage.logic import document
from tests.unit.odd_values import with_odd_values
from tests.unit.storage.make import enriched

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BODY = (
    "“It rained,” said Ada Lovelace in Paris.\nLine two.\n\nThe second paragraph names Paris again."
)


def entity(id_: str, name: str, type_: str, *starts: int, **fields: Any) -> Entity:
    return Entity(
        id=id_, name=name, type=type_, count=len(starts), salience=0.5, **fields,
        mentions=[
            Mention(text=name, start=at, end=at + len(name), field="body", confidence=1.0)
            for at in starts
        ],
    )  # fmt: skip


ADA = entity("PERSON:ada lovelace", "Ada Lovelace", "PERSON", BODY.index("Ada"))
PARIS = entity(
    "geonames:2988507", "Paris", "GPE", BODY.index("Paris"), BODY.rindex("Paris"),
    kb={"geonames": "2988507", "wikidata": "Q90"}, aliases=["City of Light"],
)  # fmt: skip
DATE = entity("DATE:x", "Line two", "DATE", BODY.index("Line"))


def article(**fields: Any) -> EnrichedArticle:
    return enriched(
        7,
        **{
            "title": "Rain in Paris",
            "body": BODY,
            "authors": [Author(name="A. Keller"), Author(name="T. Ruiz", role="photographer")],
            "section": "Weather",
            "domain": "example.com",
            "url": "https://example.com/rain",
            "source": "wire",
            "language": Language(code="en", confidence=1.0),
            "entities": [ADA, PARIS, DATE],
            "quotes": [Quote(text="It rained,", start=1, end=11, speaker=ADA.id)],
            "warnings": ["page_paywall"],
            "meta": {"desk": "foreign"},
            **fields,
        },
    )


def shown(
    one: EnrichedArticle,
    width: int = 80,
    colours: bool = False,
    revisions: tuple[dict[str, Any], ...] = (),
) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=colours,
        color_system="standard" if colours else None,
    )
    stored = {**document(one), "stored_at": NOON}
    print_view(console, view(stored, revisions, has_colours=colours))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_it_begins_as_an_article_does() -> None:
    lines = shown(article()).splitlines()
    assert lines[:4] == [
        "Rain in Paris",
        "By A. Keller, T. Ruiz (photographer)",
        "26 January 2026, 10:00 +02:00 · Weather · example.com · from wire · English",
        "https://example.com/rain",
    ]
    assert lines[4:9] == [
        "",
        "“It rained,” said Ada Lovelace in Paris.",
        "Line two.",
        "",
        "The second paragraph names Paris again.",
    ]


@pytest.mark.parametrize(
    ("kind", "told"),
    [("live_blog", "live blog · Weather"), ("article", "Weather"), (None, "Weather")],
)
def test_it_says_what_the_page_is_unless_it_is_an_article(kind: str | None, told: str) -> None:
    line = shown(article(page_kind=kind)).splitlines()[2]
    assert line.startswith(f"26 January 2026, 10:00 +02:00 · {told} · example.com")


def test_names_quotes_warnings_and_places() -> None:
    text = shown(article())
    assert "Ada Lovelace person ×1 " in " ".join(text.split())
    assert "Paris (also City of Light) place ×2 wikidata:Q90" in " ".join(text.split())
    assert "“It rained,” — Ada Lovelace" in text
    assert "• a paywall hides the rest" in text
    assert "articles.raw/0/1000" in text
    assert "in articles, 4 March 2026, 12:00 UTC" in text
    assert "desk=foreign" in text
    assert "DATE" not in text
    assert "Colours" not in text


def test_a_pipe_gets_plain_text() -> None:
    text = shown(article())
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_names_are_coloured_by_type_with_a_legend() -> None:
    text = shown(article(), colours=True)
    assert "\x1b[1;36mAda Lovelace\x1b[0m in \x1b[1;33mParis\x1b[0m" in text
    legend = next(line for line in text.splitlines() if "Colours: " in line)
    assert "\x1b[1;36mpeople\x1b[0m" in legend
    assert "places" in legend
    assert "organisations" not in legend


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_long_lines_are_wrapped_and_nothing_is_lost(width: int) -> None:
    words = [f"word{number}" for number in range(200)]
    one = article(body=" ".join(words), entities=[], quotes=[], url="https://e.com/" + "x" * 150)
    lines = shown(one, width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)
    text = "\n".join(lines)
    assert [word for word in text.split() if word.startswith("word")] == words
    assert text.replace("\n", "").count("x" * 150) == 1


def test_what_is_unknown_is_said_or_left_out() -> None:
    bare = article(
        title=None, authors=[], published=None, section=None, url=None, language=None, entities=[],
        quotes=[], warnings=["no_title", "odd_new_code"], origin=None, revision=None, meta={},
        source="example.com",
    )  # fmt: skip
    stored = {**document(bare), "shown_at": NOON, "stored_at": NOON}
    console = Console(file=io.StringIO(), width=80, color_system=None)
    print_view(console, view(stored, (), has_colours=True))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert lines[0] == "(no headline)"
    assert lines[1] == "no date; came 4 March 2026, 12:00 UTC · example.com"
    assert "  • odd new code" in lines
    assert not any(line.startswith(("By", "Names", "Quotes", "Colours")) for line in lines)
    assert not any("message" in line for line in lines)


def test_commands_for_the_terminal_are_not_passed_on() -> None:
    odd = article(title="\x1b[2JRain\x07", body="A\x9b31m\u202eB\x00", url="https://e.com/\x1b]0;x")
    text = shown(odd)
    assert not set(text) & set("\x1b\x07\x9b\u202e\x00")


def test_marks_of_rich_are_text() -> None:
    text = shown(article(title="[bold]x[/bold]", body="[red]y[/red] :smile:", entities=[]))
    assert "[bold]x[/bold]" in text
    assert "[red]y[/red] :smile:" in text


def test_long_lists_are_cut_with_a_word() -> None:
    some = [entity(f"e{number}", f"Name{number}", "ORG", 0) for number in range(MOST_ENTITIES + 3)]
    quotes = [Quote(text=f"q{number}", start=0, end=2, speaker=None) for number in range(12)]
    text = shown(article(entities=some, quotes=quotes))
    assert "and 3 more; --json has all" in text
    assert "and 2 more; --json has all" in text


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ([], None),
        ([DATE], "and 1 date or amount; --json has all"),
        ([DATE, DATE, ADA], "and 1 more, 2 dates and amounts; --json has all"),
    ],
)
def test_what_is_not_shown_is_counted(extra: list[Entity], words: str | None) -> None:
    text = shown(article(entities=[ADA] * MOST_ENTITIES + extra, quotes=[]))
    assert (words in text) if words else ("--json" not in text)


def test_earlier_revisions_are_told() -> None:
    revisions = tuple({"revision": f"{number}" * 64, "stored_at": NOON} for number in range(7))
    text = " ".join(shown(article(), revisions=revisions).split())
    assert "earlier 00000000, 4 March 2026, 12:00 UTC; 11111111, 4 March 2026" in text
    assert "and 2 more" in text


def test_a_document_of_somebody_else_is_refused() -> None:
    with pytest.raises(ValueError, match="article_id"):
        view({"_id": "x"}, (), has_colours=False)


@pytest.mark.slow
def test_whatever_was_stored_is_shown_or_refused() -> None:
    whole = {**document(article()), "stored_at": NOON, "shown_at": NOON}
    console = Console(file=io.StringIO(), width=100)
    for odd in with_odd_values(whole):
        if isinstance(odd, dict):
            with contextlib.suppress(ValueError):
                print_view(console, view(odd, [odd], has_colours=True))
            with contextlib.suppress(ValueError):
                assert in_brief(EnrichedArticle.model_validate(odd), 80)
