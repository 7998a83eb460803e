"""Which messages are about one article, and which say the same of it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.articles import RawArticle
from services.intake.address.canonical_url import canonical_url
from services.intake.identity import article_id, known_by, own_id, revision, writer_of

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)
URL = "https://example.com/a"


def raw(**fields: Any) -> RawArticle:
    return RawArticle(**{"text": "A storm hit the coast.", **fields})


def id_of(own_ids: tuple[str, ...] = (), **fields: Any) -> str:
    made = raw(**fields)
    return article_id(made, canonical_url(made.url), own_ids)


def revision_of(**fields: Any) -> str:
    made = raw(**fields)
    return revision(made, canonical_url(made.url))


def test_the_url_comes_before_the_publishers_id_and_that_before_the_content() -> None:
    assert id_of(url=URL) == id_of(url=URL, text="Other", source="s", external_id="1")
    assert id_of(source="s", external_id="1") == id_of(source="s", external_id="1", text="Other")
    assert id_of(source="s", external_id="1") != id_of(source="t", external_id="1")
    assert id_of(source="s") == id_of(source="t")
    assert id_of(external_id="1") == id_of(external_id="2")
    assert id_of(text="One") != id_of(text="Other")


def test_a_source_may_be_set_to_its_own_ids_first() -> None:
    first, moved = (
        id_of(("desk feed",), source="Desk  Feed", external_id="1", url=url)
        for url in (URL, "https://example.com/b")
    )
    assert first == moved == id_of(source="Desk Feed", external_id="1")
    assert id_of(("desk feed",), source="Desk feed", external_id="0", url=URL) == id_of(url=URL)
    assert id_of(("desk feed",), source="other", external_id="1", url=URL) == id_of(url=URL)


@pytest.mark.parametrize(
    "placeholder",
    ["null", "None", "NaN", "undefined", "0", "-1", "N/A", "", "  ", "{{ guid }}", "$id$", "---",
     "https://example.com/", "http://www.example.com", "(null)", "[object Object]",
     "00000000-0000-0000-0000-000000000000"],
)  # fmt: skip
def test_a_placeholder_is_no_id(placeholder: str) -> None:
    assert own_id(raw(external_id=placeholder)) is None
    one, other = (
        id_of(source="s", external_id=placeholder, text=text) for text in ("One.", "Other.")
    )
    assert one != other


@pytest.mark.parametrize(
    "own", ["1", "a", "nullable", "10", "urn:uuid:1", "tag:example.com,2031:1", "[1]x", "p-0"]
)
def test_an_ordinary_id_is_one(own: str) -> None:
    assert own_id(raw(external_id=f" {own}\n")) == own


def test_an_id_that_is_an_address_leads_to_its_article() -> None:
    ways = (f"{URL}?utm_source=x", "http://www.example.com/a")
    assert {id_of(source=f"s{n}", external_id=one) for n, one in enumerate(ways)} == {
        id_of(url=URL)
    }
    assert known_by(raw(external_id=URL), None) == "url"


def test_a_source_is_the_same_however_it_is_written() -> None:
    assert {writer_of(raw(source=one)) for one in ("Desk", " DESK ", "desk\n")} == {"desk"}
    assert writer_of(raw()) == writer_of(raw(source=" ")) == ""


def test_kinds_and_parts_of_identity_never_run_together() -> None:
    ids = {
        id_of(source="ab", external_id="c"),
        id_of(source="a", external_id="bc"),
        id_of(source="b", external_id="ac"),
        id_of(url="https://example.com/a"),
        id_of(text="example.com/a"),
        id_of(source="url", external_id="example.com/a"),
        id_of(source="content", external_id="example.com/a"),
    }
    assert len(ids) == 7


def test_scheme_and_www_lead_to_the_same_article() -> None:
    ways = ("http://example.com/a", "https://example.com/a", "https://www.example.com/a")
    assert len({id_of(url=url) for url in ways}) == 1
    assert id_of(url="https://example.com/a") != id_of(url="https://example.com/b")


def test_identity_by_content_is_deaf_to_spacing() -> None:
    assert id_of(text="A  storm\r\n\r\nhit") == id_of(text=" A storm hit\n")
    assert id_of(text=None, html="<p>A</p>\n") == id_of(text=None, html=" <p>A</p>")


def test_a_revision_is_what_the_publisher_says_and_nothing_around_it() -> None:
    same = [
        revision_of(),
        revision_of(fetched_at=NOON, lane="bulk"),
        revision_of(source="s", external_id="1"),
        revision_of(text="A storm  hit\nthe coast."),
        revision_of(title=""),
    ]
    assert len(set(same)) == 1
    assert revision_of(published_at="2026-01-26T12:00:00Z") == revision_of(
        published_at="2026-01-26T13:00:00+01:00"
    )
    assert revision_of(language="EN") == revision_of(language="en ")
    assert revision_of(url=URL) == revision_of(url=f"{URL}?utm_source=x")
    other = [
        revision_of(),
        revision_of(text="Two storms hit the coast."),
        revision_of(html="<p>A storm</p>"),
        revision_of(title="Storm"),
        revision_of(published_at="Storm"),
        revision_of(language="Storm"),
        revision_of(url="Storm"),
        revision_of(url=URL),
        revision_of(meta={"a": "b"}),
        revision_of(meta={"a": "c"}),
        revision_of(authors=["Storm"]),
        revision_of(authors=["Storm", "Coast"]),
        revision_of(authors=["Coast", "Storm"]),
        revision_of(text=None, html="A storm hit the coast."),
    ]
    assert len(set(other)) == len(other)


def test_identities_are_the_same_for_ever() -> None:
    # Stored articles are found by these: a change here forks every article in the store.
    assert id_of(source="s", external_id="1") == "93156d00a5cc95d1d924f09e5faf3395"
    assert id_of(url="https://example.com/a") == "936d6e3967a020924cdf8a0cab37894f"
    assert id_of() == "a89d0983cb8d6c9c2704ebbd3c31ddc9"
    assert revision_of() == "d80ca6c2f43599cc47a4f45290d24e347c13182618176017941d921950a534ab"
