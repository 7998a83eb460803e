"""An article is known by every name that a user has for it, and by no other's."""

import json
from datetime import UTC, datetime
from pathlib import PurePath
from string import hexdigits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle, Origin
from services.cli.accounting.article_names import (
    ArticleName,
    Identity,
    article_key,
    ids_from_name,
    split_entry,
)
from services.intake.logic import admit
from services.runtime.registration import topology

HERE = Origin(topic="articles.raw", partition=3, offset=17, timestamp=5)
TOPICS = topology().all_topics


def value(**fields: object) -> bytes:
    return json.dumps({"text": "Rain.", **fields}).encode()


def accepted(**fields: object) -> AcceptedArticle:
    made = admit(value(**fields), HERE, datetime(2026, 1, 1, tzinfo=UTC))
    assert isinstance(made, AcceptedArticle)
    return made


def means(name: str, **fields: object) -> bool:
    return ArticleName.read(name, TOPICS).is_about(Identity.of(accepted(**fields)))


URL = "https://www.example.com/rain?id=7"


@given(st.integers(8, 32), st.booleans())
def test_eight_or_more_digits_of_an_id_name_it(count: int, upper: bool) -> None:
    digits = accepted().article_id[:count]
    assert means(digits.upper() if upper else digits)


@given(st.integers(1, 7))
def test_fewer_digits_are_no_id(count: int) -> None:
    assert not means(accepted().article_id[:count])


def test_what_explain_prints_of_a_document_names_it() -> None:
    article_id, revision = accepted().article_id, accepted().revision
    for name in (f"articles/{article_id[:12]}", f"revisions/{article_id[:12]}:{revision[:8]}"):
        assert means(name)


@pytest.mark.parametrize(
    "name",
    [
        URL,
        "http://example.com/rain?id=7",
        "example.com/rain?id=7",
        "https://m.example.com/rain?id=7&utm_source=mail#top",
        f"  {URL}\n",
    ],
)
@pytest.mark.parametrize("fields", [{}, {"source": "wire", "external_id": "r-1"}])
def test_an_address_names_it_however_it_was_shared(name: str, fields: dict[str, str]) -> None:
    assert means(name, url=URL, **fields)
    assert not means(name, url="https://www.example.com/snow", **fields)


def test_the_publishers_id_names_it_alone_and_with_the_source() -> None:
    for fields in ({}, {"url": URL}):
        assert means("r-1", source="wire", external_id="r-1", **fields)
        assert means("wire/r-1", source="wire", external_id="r-1", **fields)
        assert not means("other/r-1", source="wire", external_id="r-1", **fields)
    assert means("20260304", source="wire", external_id="20260304"), "digits may be one, too"
    assert means("a/b/c", source="a/b", external_id="c")
    assert means("a/b/c", source="a", external_id="b/c")


@given(
    st.sampled_from(sorted(TOPICS)),
    st.integers(0, 10**9 - 1),
    st.integers(0, 10**18 - 1),
)
def test_a_place_on_a_topic_is_a_message_and_nothing_else(
    topic: str, partition: int, offset: int
) -> None:
    name = ArticleName.read(f"{topic}/{partition}/{offset}", TOPICS)
    assert name.message == (topic, partition, offset)
    assert name == ArticleName(name.given, message=name.message)


def test_a_place_on_no_topic_is_no_message() -> None:
    assert ArticleName.read("articles.other/3/17", TOPICS).message is None


def test_a_file_names_what_publishing_it_gives() -> None:
    whole = ArticleName.read("rain.txt", TOPICS, [value()], ["rain.txt"])
    assert whole.is_about(Identity.of(accepted()))
    assert whole.is_about(Identity.of(accepted(source="wire", external_id="rain.txt")))
    assert not whole.is_about(Identity.of(accepted(text="Snow.")))


def test_a_file_is_known_by_its_content_also_where_an_address_was_given_beside_it() -> None:
    name = ArticleName.read("rain.txt", TOPICS, [value()], ["rain.txt"])
    for fields in ({"url": URL}, {"source": "wire", "external_id": "r-1"}):
        assert name.is_about(Identity.of(accepted(**fields)))
        assert not name.is_about(Identity.of(accepted(text="Snow.", **fields)))


def test_a_file_may_have_given_its_name_as_the_publishers_id() -> None:
    assert ids_from_name(PurePath("in/sub/rain.txt.gz")) == [
        "in/sub/rain.txt",
        "sub/rain.txt",
        "rain.txt",
    ]
    assert ids_from_name(PurePath("rain.html")) == ["rain.html"]


@pytest.mark.parametrize("broken", [b"{", b'{"html": " "}', b"\xff", b""])
def test_a_file_that_holds_no_article_names_the_message_all_the_same(broken: bytes) -> None:
    name = ArticleName.read("broken.jsonl:1", TOPICS, [broken], ["broken.jsonl"])
    assert name.is_about(Identity.of_value(broken))
    assert not name.is_about(Identity.of_value(broken + b" "))


def test_a_message_that_intake_rejects_is_known_by_what_it_says() -> None:
    one = Identity.of_value(b'{"html": " ", "url": "%s", "external_id": "r-1"}' % URL.encode())
    for name in (URL, "example.com/rain?id=7", "r-1"):
        assert ArticleName.read(name, TOPICS).is_about(one)
    assert not ArticleName.read("https://example.com/snow", TOPICS).is_about(one)
    odd = Identity.of_value(b'{"html": 1, "url": ["x"], "source": {}, "external_id": 7}')
    assert (odd.article_id, odd.url, odd.external_id) == (None, None, None)


anything = st.text(st.characters(exclude_categories=[]))


@given(anything, st.binary())
def test_any_name_and_any_message_can_be_compared(given_name: str, raw: bytes) -> None:
    name = ArticleName.read(given_name, TOPICS)
    assert not name.is_about(Identity.of_value(raw)) or name.external_ids


@given(st.text(hexdigits.lower(), min_size=8, max_size=32))
def test_an_id_names_no_other(digits: str) -> None:
    article = accepted()
    assert means(digits) == article.article_id.startswith(digits)


@pytest.mark.parametrize(
    ("given_name", "parts"),
    [
        ("news.jsonl:3", ("news.jsonl", ":3")),
        ("a:b/news.json[12]", ("a:b/news.json", "[12]")),
        ("news.jsonl", ("news.jsonl", "")),
        (":3", (":3", "")),
        ("x[]", ("x[]", "")),
    ],
)
def test_an_entry_of_a_file_is_told_apart(given_name: str, parts: tuple[str, str]) -> None:
    assert split_entry(given_name) == parts


def test_the_article_of_a_later_message() -> None:
    found = article_key(accepted().model_dump_json().encode())
    assert found is not None
    assert (found.article_id, found.revision) == (accepted().article_id, accepted().revision)
    assert article_key(b"{") is None
    assert article_key(None) is None


@pytest.mark.parametrize(
    "fields",
    [
        rb'"source": "\ud800", "external_id": "1"',
        b'"source": "\xed\xa0\x80", "external_id": "1"',
        rb'"source": "s\u0000", "external_id": "\udfff", "url": "https://\ud800.example/"',
        b'"url": ' + b"[" * 100_000,
        b'"url": ' + b"9" * 5_000,
    ],
    ids=range(5),
)
def test_a_rejected_message_may_hold_anything(fields: bytes) -> None:
    assert Identity.of_value(b'{"text": 1, ' + fields + b"}").digest is not None


def test_a_rejected_message_is_known_as_if_it_were_admitted() -> None:
    rejected = Identity.of_value(rb'{"text": 1, "source": "s\u0000", "external_id": "x\ud800"}')
    admitted = Identity.of_value(rb'{"text": "a", "source": "s", "external_id": "x\ud800"}')
    assert rejected.article_id == admitted.article_id
