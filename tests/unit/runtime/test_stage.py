"""A batch in portions has the same outcomes in the same order, and no portion is too large."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field, ValidationError

import schemas
from schemas.articles import Model, Origin, RawArticle
from schemas.generate import models
from schemas.topics import ACCEPTED, RAW, TOPICS
from services.runtime.records import published_at
from services.runtime.stage import (
    LIMIT_BYTES,
    Dropped,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
    Stored,
    WrongOutcomes,
    chunk_ranges,
    decode,
    merge,
    publish,
)
from tests.unit.odd_values import ODD_VALUES, with_odd_values

EXAMPLES = sorted((Path(schemas.__file__).parent / "examples").glob("*/*.json"))


@given(st.lists(st.none() | st.binary(max_size=12), max_size=20), st.integers(1, 30))
async def test_every_message_is_handled_once_and_in_order(
    values: list[bytes | None], most: int
) -> None:
    portions: list[Sequence[Message]] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        portions.append(batch)
        return [Published(b"%d" % message.offset, message.value or b"") for message in batch]

    batch = [Message(value, offset=offset) for offset, value in enumerate(values)]
    outcomes = await Stage("echo", "1", RAW, (ACCEPTED,), handle, limit_bytes=most).process(batch)
    assert outcomes == [Published(b"%d" % one.offset, one.value or b"") for one in batch]
    for portion in portions:
        assert portion
        assert len(portion) == 1 or sum(len(one.value or b"") for one in portion) <= most
    sizes = [sum(len(one.value or b"") for one in portion) for portion in portions]
    assert all(
        one + len(after[0].value or b"") > most
        for one, after in zip(sizes, portions[1:], strict=False)
    )


async def test_without_a_limit_a_batch_goes_as_a_whole() -> None:
    portions: list[int] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        portions.append(len(batch))
        return [Stored()] * len(batch)

    batch = [Message(bytes(LIMIT_BYTES)), Message(None), Message(bytes(LIMIT_BYTES))]
    assert await Stage("s", "1", RAW, (), handle, None).process(batch) == [Stored()] * 3
    assert portions == [3]
    await Stage("s", "1", RAW, (), handle).process(batch)
    assert portions[1:] == [2, 1]
    await Stage("s", "1", RAW, (), handle).process([])
    assert portions[3:] == []


@pytest.mark.parametrize(
    ("sizes", "most_bytes", "most", "expected"),
    [
        ([], 5, 5, []),
        ([9], 5, 5, [[0]]),
        ([1, 2, 2], 5, 5, [[0, 1, 2]]),
        ([1, 2, 3], 5, 5, [[0, 1], [2]]),
        ([9, 1, 9], 5, 5, [[0], [1], [2]]),
        ([0, 0, 0, 0, 0], 5, 2, [[0, 1], [2, 3], [4]]),
        ([5, 0, 5, 5], 5, 3, [[0, 1], [2], [3]]),
    ],
)
def test_neighbours_go_together_within_both_limits(
    sizes: list[int], most_bytes: int, most: int, expected: list[list[int]]
) -> None:
    assert [list(one) for one in chunk_ranges(sizes, most_bytes, most)] == expected


class Small(Model):
    n: int
    inner: list[dict[str, int]] = Field(default_factory=list)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, Rejected(Reason.NO_VALUE, "the message has no value")),
        (b'{"n": "\xff"}', Rejected(Reason.NOT_UTF8, "byte 7 is not UTF-8")),
        (b"{}", Rejected(Reason.WRONG_TYPE, "n: Field required")),
        (b"[]", Rejected(Reason.WRONG_TYPE, "Input should be an object")),
        (
            b'{"n": 1, "inner": [{}, {"a": "x"}]}',
            Rejected(
                Reason.WRONG_TYPE,
                "inner.1.a: Input should be a valid integer, unable to parse string as an integer",
            ),
        ),
    ],
)
def test_what_cannot_be_decoded_says_where_and_why(value: bytes | None, expected: Rejected) -> None:
    assert decode(Small, value) == expected


MODELS = st.sampled_from(models())
JSON_LIKE = st.recursive(
    st.sampled_from(ODD_VALUES) | st.text() | st.integers() | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({name for one in models() for name in one.model_fields})),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


def is_sound(outcome: Model | Rejected) -> bool:
    """Whether it is rejected in one line, or a model that can be written and read again."""
    if isinstance(outcome, Rejected):
        return outcome.error.isprintable() and bool(outcome.error.encode())
    written = outcome.model_dump_json()
    return bool(written.encode()) and isinstance(decode(type(outcome), written.encode()), Model)


@given(MODELS, st.binary(max_size=60))
def test_no_bytes_make_decoding_raise(model: type[Model], value: bytes) -> None:
    assert is_sound(decode(model, value))


@given(MODELS, JSON_LIKE, st.booleans())
def test_no_json_makes_decoding_raise(model: type[Model], held: object, ascii_only: bool) -> None:
    value = json.dumps(held, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    assert is_sound(decode(model, value))


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_field_makes_decoding_raise(example: Path) -> None:
    model = TOPICS[example.parent.name].model
    for odd in with_odd_values(json.loads(example.read_text())):
        assert is_sound(decode(model, json.dumps(odd).encode())), odd


@pytest.mark.slow
@pytest.mark.parametrize(
    "value",
    [
        b"[" * 100_000,
        b'{"meta":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"n":' + b"9" * 100_000 + b"}",
        b'{"text": "a", "text": "b", "fetched_at": -1e400}',
        b'{"text": "a", "meta": {"a\nb": 1}}',
        b'{"authors": [' + b"1," * 200_000 + b"1]}",
        b"NaN",
        b"\xef\xbb\xbf{}",
        b"",
    ],
    ids=range(9),
)
def test_no_shape_makes_decoding_raise(value: bytes) -> None:
    for model in models():
        assert is_sound(decode(model, value))


def test_of_a_list_the_first_error_is_enough() -> None:
    with pytest.raises(ValidationError) as caught:
        RawArticle.model_validate({"text": "a", "authors": [1, 2, 3]})
    assert caught.value.error_count() == 1


class Trap(Model):
    n: Annotated[int, AfterValidator(lambda n: 1 // n)]


def test_what_a_validator_raises_is_a_rejection() -> None:
    assert decode(Trap, b'{"n": 0}') == Rejected(
        Reason.WRONG_TYPE, "ZeroDivisionError: integer division or modulo by zero"
    )


def test_broken_json_says_where_it_breaks_and_quotes_nothing() -> None:
    rejected = decode(Small, b'{"n": secret')
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.BAD_JSON
    assert "line 1 column 7" in rejected.error
    assert "secret" not in rejected.error


def test_an_error_of_ours_is_a_reason_of_its_own() -> None:
    rejected = decode(RawArticle, b'{"text": " "}')
    assert isinstance(rejected, Rejected)
    assert rejected.reason is Reason.NO_CONTENT


def test_what_can_be_decoded_is_the_model() -> None:
    assert decode(Small, b'{"n": 7, "more": 1}') == Small(n=7)


def test_an_article_is_published_by_its_key() -> None:
    published = publish("kéy", Small(n=7))
    assert published == Published("kéy".encode(), b'{"n":7,"inner":[]}', None)


def test_outcomes_are_merged_into_the_order_of_the_batch() -> None:
    bad, worse = Rejected(Reason.BAD_JSON, "1"), Rejected(Reason.NO_VALUE, "2")
    good: list[Outcome] = [Stored(), Dropped(Reason.DUPLICATE)]
    assert merge([bad, Small(n=1), worse, Small(n=2)], good) == [bad, good[0], worse, good[1]]
    assert merge([], []) == []


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ((), ("t", 1, 2, 3)),
        (
            (("wireroom-origin", b'{"topic":"a","partition":7,"offset":8,"timestamp":9}'),),
            ("a", 7, 8, 9),
        ),
        ((("wireroom-origin", b"{"),), ("t", 1, 2, 3)),
        ((("wireroom-origin", b'{"topic":"a"}'),), ("t", 1, 2, 3)),
    ],
)
def test_an_origin_is_the_messages_own_unless_a_replay_says_another(
    headers: tuple[tuple[str, bytes], ...], expected: tuple[str, int, int, int]
) -> None:
    origin = Message(b"v", None, headers, "t", 1, 2, 3).origin
    assert (origin.topic, origin.partition, origin.offset, origin.timestamp) == expected


@pytest.mark.parametrize("timestamp", [-(2**63), -1, 253_402_300_800_000, 2**63 - 1, 2**63])
def test_a_timestamp_that_names_no_time_is_none(timestamp: int) -> None:
    message = Message(b"", topic="t", offset=1, timestamp=timestamp)
    assert message.origin == Origin(topic="t", partition=0, offset=1, timestamp=0)
    assert published_at(message) == 0


def test_a_message_without_a_timestamp_is_of_the_beginning() -> None:
    assert Message(b"v", timestamp=-1).origin.timestamp == 0


GOOD = Published(b"k", b"v")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "rater gave None instead of a list of outcomes"),
        (7, "rater gave a int instead of a list of outcomes"),
        ([GOOD], "rater gave 1 outcomes for 2 messages"),
        ([GOOD] * 3, "rater gave 3 outcomes for 2 messages"),
        ([GOOD, None], "rater gave None instead of an outcome"),
        ([{"score": 1}, GOOD], "rater gave a dict instead of an outcome"),
        ([GOOD, Published(b"k", b"v", "articles.rated")], r"rater publishes to articles\.rated"),
        ([Published("k", b"v"), GOOD], r"rater gave Published\(a str, a bytes\)"),  # type: ignore
        ([Published(b"k", None), GOOD], r"rater gave Published\(a bytes, None\)"),  # type: ignore
    ],
)
async def test_an_authors_mistake_names_the_service(given: Any, words: str) -> None:
    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        found: list[Outcome] = given
        return found

    with pytest.raises(WrongOutcomes, match=f"^{words}") as raised:
        await Stage("rater", "1", RAW, (ACCEPTED,), handle).process([Message(b"a"), Message(b"b")])
    assert "\n" not in str(raised.value)


async def test_a_stage_without_outputs_can_store_and_not_publish() -> None:
    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        return [GOOD if message.value == b"out" else Stored() for message in batch]

    sink = Stage("sink", "1", RAW, (), handle)
    assert await sink.process([Message(b"in")]) == [Stored()]
    with pytest.raises(WrongOutcomes, match="sink publishes, but its registration names no outp"):
        await sink.process([Message(b"in"), Message(b"out")])
