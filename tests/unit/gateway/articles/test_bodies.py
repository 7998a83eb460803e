"""Whatever a body holds, each of its articles comes out once, in order, or the request ends."""

import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.articles import bodies
from services.gateway.problems import Problem

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


async def stream(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in pairwise(ends)]


@given(st.lists(JSON, max_size=5), st.sampled_from([None, 2]))
def test_each_element_of_an_array_comes_out_as_it_is(values: list[object], indent: int) -> None:
    body = json.dumps(values, indent=indent).encode()
    assert [json.loads(one) for one in bodies.elements(body)] == values


@given(st.dictionaries(st.text(), JSON))
def test_an_object_is_one_article(value: dict[str, object]) -> None:
    assert [json.loads(one) for one in bodies.elements(json.dumps(value).encode())] == [value]


@given(st.binary(max_size=200))
def test_no_body_raises_anything_but_a_problem(body: bytes) -> None:
    found: list[bytes] = []
    status = None
    try:
        found = list(bodies.elements(body))
    except Problem as problem:
        status = problem.status
    assert status in (None, 400)
    assert all(json.loads(one, strict=False) is not NotImplemented for one in found)


@pytest.mark.parametrize("body", [b"", b"5", b'"x"', b"[1", b"[1,]", b"[1 2]", b"{} {}", b"[]x"])
def test_what_is_no_json_object_or_array_is_refused(body: bytes) -> None:
    with pytest.raises(Problem):
        list(bodies.elements(body))


def test_a_body_nested_without_end_is_refused() -> None:
    with pytest.raises(Problem, match="deeply"):
        list(bodies.elements(b"[" * 100_000))


@given(st.lists(JSON, max_size=6), st.lists(st.integers(0, 10_000), max_size=6), st.booleans())
async def test_each_line_comes_out_however_the_stream_is_cut(
    values: list[object], places: list[int], packed: bool
) -> None:
    text = "\r\n\n".join(json.dumps(one) for one in values).encode()
    sent = gzip.compress(text) if packed else text
    pieces = bodies.decompressed(stream(*cut(sent, places)), "gzip" if packed else "", 10_000_000)
    assert [json.loads(one) async for one in bodies.lines(pieces)] == values


async def test_an_endless_line_is_not_kept() -> None:
    piece = b"x" * bodies.MIB
    tracemalloc.start()
    try:
        found = [one async for one in bodies.lines(stream(*[piece] * 60, b'\n{"a":1}'))]
        assert tracemalloc.get_traced_memory()[1] < 3 * bodies.LONGEST_LINE
    finally:
        tracemalloc.stop()
    long, short = found
    assert isinstance(long, bodies.LongLine)
    assert long.size == 60 * bodies.MIB
    assert short == b'{"a":1}'


async def unpack(body: bytes, encoding: str, most: int, taken: list[int]) -> None:
    async for piece in bodies.decompressed(stream(body), encoding, most):
        taken.append(len(piece))


async def test_a_bomb_is_unpacked_no_further_than_the_limit() -> None:
    taken: list[int] = []
    with pytest.raises(Problem) as told:
        await unpack(gzip.compress(b" " * 50 * bodies.MIB), "gzip", bodies.MIB, taken)
    assert told.value.status == 413
    assert sum(taken) <= bodies.MIB


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [(b"no gzip", "gzip", 400), (gzip.compress(b"{}" * 99)[:-9], "gzip", 400), (b"", "br", 415)],
)
async def test_what_can_not_be_unpacked_is_refused(body: bytes, encoding: str, status: int) -> None:
    with pytest.raises(Problem) as told:
        await unpack(body, encoding, 1000, [])
    assert told.value.status == status
