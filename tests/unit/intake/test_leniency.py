"""What a publisher plainly meant is taken, with a warning; what has no plain meaning is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.articles import AcceptedArticle, Origin, RawArticle
from services.intake.leniency import FETCHED_NOT_BELIEVED, FIELD_CONVERTED, JSON_MENDED
from services.intake.logic import admit
from services.runtime.stage import Reason, Rejected
from tests.unit.intake.test_logic import NOON, ORIGIN, REMOVED, accepted_of

STORM = {"text": "A storm hit the coast."}


def outcome_of(fields: dict[str, Any]) -> AcceptedArticle | Rejected:
    return admit(json.dumps(STORM | fields).encode(), ORIGIN, NOON)


def read(**fields: Any) -> tuple[dict[str, Any], list[str]]:
    """What is set of an article beside its text, and its warnings."""
    article = outcome_of(fields)
    assert isinstance(article, AcceptedArticle), article
    said = article.raw.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in said.items() if name != "text"}, article.warnings


@pytest.mark.parametrize("nothing", [None, float("nan"), []])
@pytest.mark.parametrize("field", [name for name in RawArticle.model_fields if name != "text"])
def test_nothing_is_nothing_in_every_optional_field(field: str, nothing: Any) -> None:
    if nothing == [] and field in ("html", "lane"):
        return
    if isinstance(nothing, float) and field == "lane":
        return

    said, warnings = read(**{field: nothing})

    assert said == {}
    is_allowed = {"authors": [], "meta": 0, "lane": 0}.get(field) == nothing
    is_null = nothing is None and field not in ("authors", "meta", "lane")
    assert warnings == ([] if is_allowed or is_null else [FIELD_CONVERTED])


@pytest.mark.parametrize("nothing", ["null", "None", " \n", "undefined", "NaN", "N/A"])
@pytest.mark.parametrize("field", ["title", "published_at", "language", "fetched_at", "authors"])
def test_what_programs_write_for_nothing_is_no_hint(field: str, nothing: str) -> None:
    assert read(**{field: nothing}) == ({}, [FIELD_CONVERTED])


def test_what_only_begins_like_nothing_is_a_hint() -> None:
    hints = {"title": "Null and void", "language": "no", "authors": ["Nan Quorrel"]}
    assert read(**hints) == (hints, [])


@pytest.mark.parametrize(
    ("field", "given_value", "meant"),
    [
        ("external_id", 41, "41"),
        ("external_id", 41.0, "41"),
        ("external_id", 4.5, "4.5"),
        ("external_id", {"$oid": "65f2"}, "65f2"),
        ("source", 7, "7"),
        ("title", 1984, "1984"),
        ("title", ["Storm"], "Storm"),
        ("url", ["https://example.com/a"], "https://example.com/a"),
        ("published_at", 1_700_000_000, "2023-11-14T22:13:20+00:00"),
        ("published_at", 1_700_000_000_123, "2023-11-14T22:13:20+00:00"),
        ("published_at", 1_700_000_000.5, "2023-11-14T22:13:20+00:00"),
        ("published_at", 20310501, "20310501"),
        ("published_at", {"$date": "2031-05-01"}, "2031-05-01"),
        ("fetched_at", "Thu, 01 May 2031 10:00:00 GMT", "2031-05-01T10:00:00Z"),
        ("fetched_at", "2031-05-01 10:00:00 UTC", "2031-05-01T10:00:00Z"),
        ("fetched_at", "2031/05/01 12:00 +0200", "2031-05-01T10:00:00Z"),
        ("fetched_at", "20310501T100000Z", "2031-05-01T10:00:00Z"),
        ("fetched_at", {"$date": {"$numberLong": "1935223200000"}}, "2031-04-29T10:00:00Z"),
        ("fetched_at", 1_700_000_000_000_000_000, "2023-11-14T22:13:20Z"),
        ("authors", "Ada Quorrel and Ben Tveit", ["Ada Quorrel and Ben Tveit"]),
        ("authors", ["Ada Quorrel", None, ""], ["Ada Quorrel"]),
        ("authors", [["Ada Quorrel"], "Ben Tveit"], ["Ada Quorrel", "Ben Tveit"]),
        ("authors", {"@type": "Person", "name": "Ada Quorrel"}, ["Ada Quorrel"]),
        ("authors", [{"@type": "Person", "name": ["Ada Quorrel"]}, {"url": "/b"}], ["Ada Quorrel"]),
        ("authors", [{"first_name": "Ada", "last_name": "Quorrel"}], ["Ada Quorrel"]),
        (
            "meta",
            {"n": 1, "is": True, "list": [1, {"x": "é"}], "text": "t", "no": None},
            {"n": "1", "is": "true", "list": '[1, {"x": "é"}]', "text": "t"},
        ),
        ("lane", " BULK", "bulk"),
    ],
)
def test_what_is_meant_is_taken(field: str, given_value: Any, meant: Any) -> None:
    assert read(**{field: given_value}) == ({field: meant}, [FIELD_CONVERTED])


@pytest.mark.parametrize(
    "fetched_at", [1_700_000_000, 1_700_000_000_123, "1700000000", "2031-05-01 10:00:00"]
)
def test_what_the_contract_reads_itself_needs_no_warning(fetched_at: Any) -> None:
    said, warnings = read(fetched_at=fetched_at)
    assert said["fetched_at"]
    assert warnings == []


@pytest.mark.parametrize("field", ["title", "source", "external_id", "url"])
def test_a_list_of_no_number_is_nothing(field: str) -> None:
    assert read(**{field: [float("inf")]}) == ({}, [FIELD_CONVERTED])


@pytest.mark.parametrize("fetched_at", ["soon", "2031-13-45", True, {}, {"a": 1}, [1, 2], 1e300])
def test_an_unreadable_time_of_fetching_is_not_believed(fetched_at: Any) -> None:
    assert read(fetched_at=fetched_at) == ({}, [FETCHED_NOT_BELIEVED])
    said, warnings = read(fetched_at=fetched_at, external_id=1)
    assert (said, warnings) == ({"external_id": "1"}, [FIELD_CONVERTED, FETCHED_NOT_BELIEVED])


def test_an_unknown_lane_is_the_live_one() -> None:
    assert read(lane="fast") == ({}, [FIELD_CONVERTED])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ["A storm"]),
        ("text", {"a": "A storm"}),
        ("text", 7),
        ("html", ["<p>A storm</p>"]),
        ("url", {}),
        ("url", {"href": "https://example.com/a"}),
        ("url", 7),
        ("external_id", True),
        ("external_id", {"a": 1}),
        ("title", {"rendered": "Storm"}),
        ("title", ["Storm", "Coast"]),
        ("authors", 7),
        ("authors", [7]),
        ("authors", True),
        ("meta", "x"),
        ("meta", ["x"]),
        ("lane", {}),
    ],
)
def test_what_has_no_plain_meaning_is_refused_by_the_fields_name(field: str, value: Any) -> None:
    # Beside a field that is mended.
    outcome = outcome_of({"language": 7, field: value})
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.WRONG_TYPE
    assert outcome.error.startswith((f"{field}:", f"{field}."))


PLAIN = json.dumps(STORM).encode()


@pytest.mark.parametrize(
    "value",
    [
        b"\xef\xbb\xbf" + PLAIN,
        PLAIN.decode().encode("utf-16"),
        PLAIN.decode().encode("utf-16-le"),
        PLAIN.decode().encode("utf-32"),
        PLAIN + b"\0\0",
        b"\xef\xbb\xbf \n" + PLAIN + b"\r\n\0",
        json.dumps(PLAIN.decode()).encode(),
    ],
)
def test_json_that_came_in_a_wrapping_is_unwrapped(value: bytes) -> None:
    article = accepted_of(value)
    assert article.raw == RawArticle.model_validate(STORM)
    assert article.warnings == [JSON_MENDED]


def test_controls_may_stand_in_a_text_unescaped() -> None:
    article = accepted_of(b'{"text": "A storm\nhit\b the coast.", "authors": null}')
    assert article.raw.text == "A storm\nhit the coast."
    assert article.warnings == [REMOVED, JSON_MENDED, FIELD_CONVERTED]


def test_a_list_is_refused_and_told_why() -> None:
    outcome = admit(b"[" + PLAIN + b"]", ORIGIN, NOON)
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.error[:10]) == (Reason.WRONG_TYPE, "a list of ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(("name", "$date", "$oid", "givenName", "a", "\0")), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(RawArticle.model_fields, JSON)))
def test_no_value_of_a_field_can_break_it(fields: dict[str, Any]) -> None:
    outcome = outcome_of(fields)
    if isinstance(outcome, AcceptedArticle):
        # What was admitted once is admitted as it is.
        value = outcome.raw.model_dump_json().encode()
        again = admit(value, Origin(topic="a", partition=0, offset=0, timestamp=0), NOON)
        assert isinstance(again, AcceptedArticle)
        assert (again.raw, again.warnings) == (outcome.raw, [])
