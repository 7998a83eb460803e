"""What intake admits, as which article and which revision of it, and why it refuses the rest."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle, Origin, RawArticle
from services.intake.logic import admit
from services.runtime.stage import Reason, Rejected

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)
ORIGIN = Origin(topic="articles.raw", partition=3, offset=7, timestamp=1_700_000_000_000)


def admit_json(value: Any, **limits: int) -> AcceptedArticle | Rejected:
    return admit(json.dumps(value).encode(), ORIGIN, NOON, **limits)


def test_an_article_is_admitted_unchanged_with_its_identity() -> None:
    given_article = {
        "html": "<p>Sturm</p>",
        "url": "https://m.example.co.uk/a?utm_source=x",
        "meta": {"feed": "7"},
    }
    accepted = admit_json(given_article)
    assert isinstance(accepted, AcceptedArticle)
    assert accepted.raw == RawArticle(**given_article)
    assert accepted.canonical_url == "https://example.co.uk/a"
    assert accepted.domain == "example.co.uk"
    assert accepted.origin == ORIGIN
    assert accepted.received_at == NOON
    assert len(accepted.article_id) == 32
    assert len(accepted.revision) == 64
    assert int(accepted.article_id + accepted.revision, 16) >= 0


def test_an_unusable_url_is_no_reason_to_refuse() -> None:
    accepted = admit_json({"text": "Storm", "url": "not a url"})
    assert isinstance(accepted, AcceptedArticle)
    assert accepted.canonical_url is None
    assert accepted.domain is None
    assert accepted.raw.url == "not a url"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, Reason.NO_VALUE),
        (b"", Reason.BAD_JSON),
        (b"{", Reason.BAD_JSON),
        (b'{"text": "a\nb', Reason.BAD_JSON),
        (rb'{"text": "\ud800}', Reason.BAD_JSON),
        (b"[" * 100_000, Reason.BAD_JSON),
        (b"[]", Reason.WRONG_TYPE),
        (b"null", Reason.WRONG_TYPE),
        (b'{"text": 7}', Reason.WRONG_TYPE),
        (b'{"text": "a", "authors": 7}', Reason.WRONG_TYPE),
        (b'{"text": "a", "meta": "n"}', Reason.WRONG_TYPE),
        (b'{"text": "a", "lane": {}}', Reason.WRONG_TYPE),
        (b'{"text": "%PDF-1.7\\n1 0 obj"}', Reason.NOT_A_PAGE),
        (b"{}", Reason.NO_CONTENT),
        (b'{"text": " \\n ", "html": ""}', Reason.NO_CONTENT),
        (b'{"title": "Storm"}', Reason.NO_CONTENT),
        (b'{"text": "\xff"}', Reason.NOT_UTF8),
        ('{"text": "Sturm über Kiel"}'.encode("latin-1"), Reason.NOT_UTF8),
        ('{"text": "Sturm"'.encode("utf-16"), Reason.NOT_UTF8),
    ],
)
def test_each_kind_of_hopeless_input_has_its_own_reason(
    value: bytes | None, reason: Reason
) -> None:
    outcome = admit(value, ORIGIN, NOON)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is reason
    assert outcome.error
    assert "\n" not in outcome.error


def test_size_is_counted_in_bytes_and_the_limit_itself_is_allowed() -> None:
    value = json.dumps({"text": "ü" * 600}, ensure_ascii=False).encode()
    assert isinstance(admit(value, ORIGIN, NOON, max_bytes=len(value)), AcceptedArticle)
    outcome = admit(value, ORIGIN, NOON, max_bytes=len(value) - 1)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.TOO_LARGE
    assert str(len(value)) in outcome.error


TEXT_FIELDS = (
    "text", "html", "url", "source", "external_id", "title", "published_at", "language"
)  # fmt: skip
REMOVED = "control_characters_removed"


def accepted_of(value: bytes) -> AcceptedArticle:
    accepted = admit(value, ORIGIN, NOON)
    assert isinstance(accepted, AcceptedArticle), accepted
    return accepted


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("field", TEXT_FIELDS)
def test_controls_are_taken_out_wherever_they_stand(field: str, ascii_only: bool) -> None:
    for code in {*range(0x20), 0xFFFE, 0xFFFF} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D}:
        fields = {"text": "Storm", field: f"ab{chr(code)}\\é😀\\"}
        accepted = accepted_of(json.dumps(fields, ensure_ascii=ascii_only).encode())
        assert getattr(accepted.raw, field) == "ab\\é😀\\", code
        assert accepted.warnings == [REMOVED], code


def test_controls_are_taken_out_of_lists_and_labels() -> None:
    accepted = admit_json({"text": "Storm", "authors": ["A", "B\0"], "meta": {"k\0": "v\x1b"}})
    assert isinstance(accepted, AcceptedArticle)
    assert (accepted.raw.authors, accepted.raw.meta) == (["A", "B"], {"k": "v"})
    assert accepted.warnings == [REMOVED]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (rb"ab\b", "ab"),
        (rb"ab\u0008\u001F\u001f", "ab"),
        (rb"ab\\\u0000", "ab\\"),
        (rb"\\\\\u0000", "\\\\"),
        (rb"a\fb\u000bc\u000Cd", "a\nb\nc\nd"),
        (rb"a\uFFFEb\uffff", "ab"),
        (rb"a\ud83db", "a\ufffdb"),
        (rb"a\uDE00b\ud83d\ude00\ud83d", "a\ufffdb😀\ufffd"),
        (rb"\ud83d\ud83d\ude00a", "\ufffd😀a"),
        (rb"\ude00\ud83da\u0000", "\ufffd\ufffda"),
    ],
)
def test_controls_are_taken_out_however_they_are_written(written: bytes, text: str) -> None:
    accepted = accepted_of(b'{"text": "' + written + b'"}')
    assert accepted.raw.text == text
    assert accepted.warnings == [REMOVED]


@pytest.mark.parametrize(
    "written", [rb"\\b \\u0000 \\ud83d", rb"\ud83d\ude00", rb"\n\r\t\/ \u007f"]
)
def test_what_only_looks_like_a_control_stays(written: bytes) -> None:
    accepted = accepted_of(b'{"text": "a ' + written + b'"}')
    assert accepted.raw.text == json.loads(b'"a ' + written + b'"')
    assert accepted.warnings == []


def test_white_space_del_and_c1_are_text() -> None:
    fields = {"text": "a\tb\nc\re\x7f\x85\x9b\xa0\u2028"}
    accepted = admit_json(fields)
    assert isinstance(accepted, AcceptedArticle)
    assert (accepted.raw.text, accepted.warnings) == (fields["text"], [])


def test_an_article_is_the_same_with_controls_and_without() -> None:
    plain = {"text": "A storm", "source": "s", "external_id": "1"}
    one, other = (
        admit_json(plain),
        admit_json({name: f"{value}\0" for name, value in plain.items()}),
    )
    assert isinstance(one, AcceptedArticle)
    assert isinstance(other, AcceptedArticle)
    assert (one.article_id, one.revision, one.raw) == (other.article_id, other.revision, other.raw)


def test_controls_alone_are_no_content() -> None:
    outcome = admit(rb'{"text": "\u0000\uffff \f"}', ORIGIN, NOON)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.NO_CONTENT


@given(st.text(st.characters(codec=None), min_size=1), st.booleans())
def test_no_admitted_text_holds_a_control(text: str, ascii_only: bool) -> None:
    value = json.dumps({"text": f"a{text}"}, ensure_ascii=ascii_only).encode(errors="replace")
    accepted = accepted_of(value)
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", accepted.raw.text or ""
    )
    assert AcceptedArticle.model_validate_json(accepted.model_dump_json()) == accepted


@pytest.mark.parametrize(
    "fetched_at",
    [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00+01:00",
        "1601-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        0,
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-01:00",
    ],
)
def test_the_ends_of_calendars_are_no_time_of_fetching(fetched_at: str | int) -> None:
    accepted = admit_json({"text": "Storm", "fetched_at": fetched_at})
    assert isinstance(accepted, AcceptedArticle)
    assert accepted.raw.fetched_at is None
    assert accepted.warnings == ["fetched_at_not_believed"]


@pytest.mark.parametrize("year", [1990, 2026, 9998])
def test_other_times_of_fetching_stay(year: int) -> None:
    accepted = admit_json({"text": "Storm", "fetched_at": f"{year}-06-01T00:00:00+01:00"})
    assert isinstance(accepted, AcceptedArticle)
    assert accepted.raw.fetched_at is not None
    assert accepted.warnings == []


@given(st.binary(max_size=80))
def test_no_bytes_can_break_it(value: bytes) -> None:
    assert isinstance(admit(value, ORIGIN, NOON), AcceptedArticle | Rejected)


@given(
    st.fixed_dictionaries(
        {"text": st.text(min_size=1, max_size=30)},
        optional={
            "url": st.text(max_size=30),
            "source": st.text(max_size=5),
            "external_id": st.text(max_size=5),
            "authors": st.lists(st.text(max_size=5), max_size=3),
        },
    )
)
def test_admitting_twice_gives_the_same(fields: dict[str, Any]) -> None:
    assert admit_json(fields) == admit_json(fields)
