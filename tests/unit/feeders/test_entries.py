"""Which entries are handed in, and as what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.feeders.entries import article, entry_id, split, stale, unseen
from services.runtime.formats.entries import Entry

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)
ONE = Entry(id="1", link="https://n.example/1", title="One", summary="Short.")
TWO = replace(ONE, id="2", link="https://n.example/2", html="<p>" + "word " * 200 + "</p>")


def test_new_and_changed_entries_are_unseen_the_oldest_first() -> None:
    seen = {entry_id("s", ONE): {"digest": ONE.digest, "at": NOON}}
    assert unseen("s", [TWO, ONE, TWO], {}) == [ONE, TWO]
    assert unseen("s", [TWO, ONE], seen) == [TWO]
    changed = replace(ONE, title="Another")
    assert unseen("s", [changed], seen) == [changed]
    assert unseen("other source", [ONE], seen) == [ONE]


def test_an_entry_that_stays_is_noted_anew_each_day() -> None:
    seen = {entry_id("s", ONE): {"digest": ONE.digest, "at": NOON}}
    assert stale("s", [ONE, TWO], seen, NOON) == []
    assert stale("s", [ONE, TWO], seen, NOON + timedelta(days=2)) == [
        (entry_id("s", ONE), ONE.digest)
    ]


def test_an_entry_without_a_body_needs_its_page() -> None:
    assert split([ONE, TWO], 500) == ([TWO], [ONE])


def test_entry_and_page_have_one_address() -> None:
    page = article(ONE, "n.example", "https://n.example/feed", NOON, "<html>whole</html>")
    own = article(ONE, "n.example", "https://n.example/feed", NOON)
    assert page is not None
    assert own is not None
    assert (page.html, own.text) == ("<html>whole</html>", "Short.")
    assert (page.url, page.external_id) == (own.url, own.external_id) == (ONE.link, "1")
    assert article(Entry(title="only a title"), "s", "f", NOON) is None
