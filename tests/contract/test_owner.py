"""Whose an article is can be read off the bytes that our services write, whatever they hold."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from schemas.articles import AcceptedArticle, CleanedArticle, Origin, RawArticle
from schemas.owner import owner_of_accepted, owner_of_cleaned

NASTY = 'a "domain":"evil.example" \\"source\\":\\"evil\\" "domain":"evil.example"'
TEXTS = st.one_of(st.text(), st.just(NASTY))
NAMES = st.one_of(st.none(), st.text(min_size=1), st.just('q"uo\\te'))


def unquoted(name: str | None) -> str:
    """As it stands in JSON, without the quotes."""
    return to_json(name)[1:-1].decode() if name else ""


@given(TEXTS, NAMES, NAMES)
def test_of_articles(text: str, domain: str | None, source: str | None) -> None:
    meta = {"domain": "evil.example", "source": "evil", text: text}
    origin = Origin(topic=text, partition=0, offset=0, timestamp=0)
    raw = RawArticle(text=f"x{text}", html=text, url=text, source=source, title=text, meta=meta)
    accepted = AcceptedArticle(
        article_id="a", revision=text, raw=raw, canonical_url=text, domain=domain,
        received_at=datetime(2026, 1, 1, tzinfo=UTC), origin=origin,
    )  # fmt: skip
    cleaned = CleanedArticle(
        article_id="a", revision=text, origin=origin, url=text, source=source, external_id=text,
        domain=domain, meta=meta, title=text, body=text,
    )  # fmt: skip
    expected = unquoted(domain) or unquoted(source)
    assert owner_of_accepted(accepted.model_dump_json().encode()) == expected
    assert owner_of_cleaned(cleaned.model_dump_json().encode()) == expected


@pytest.mark.parametrize("value", [b"", b"{", b"\xff", b'{"domain": 3}', b'{"domain":"'])
def test_what_is_no_article_is_nobodys(value: bytes) -> None:
    assert owner_of_accepted(value) == owner_of_cleaned(value) == ""
