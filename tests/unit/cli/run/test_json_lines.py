"""A stage between standard input and standard output."""

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import ACCEPTED, RAW
from services.cli.run.json_lines import Line, carry_lines, lines_of, message
from services.runtime.retry import Outage
from services.runtime.stage import (
    Dropped,
    Failed,
    Message,
    Outcome,
    Published,
    Reason,
    Rejected,
    Stage,
)


async def echo(batch: Sequence[Message]) -> list[Outcome]:
    special: dict[bytes | None, Outcome] = {
        b"copy": Dropped(Reason.DUPLICATE),
        b"bad": Rejected(Reason.BAD_JSON, "not good"),
        b"fail": Failed(Reason.TIMED_OUT, "too slow"),
    }
    return [special.get(one.value, Published(b"k", one.value or b"")) for one in batch]


STAGE = Stage("echo", "1", RAW, (ACCEPTED,), echo)


async def batches(text: bytes, most: int) -> list[list[Line]]:
    return [batch async for batch in lines_of(io.BytesIO(text), most)]


@given(st.lists(st.binary(max_size=5).filter(lambda b: b"\n" not in b and b"\r" not in b)))
def test_every_line_comes_once_in_order_with_its_number(lines: list[bytes]) -> None:
    found = asyncio.run(batches(b"".join(line + b"\n" for line in lines), 3))
    assert [line for batch in found for line in batch] == [
        (number, line) for number, line in enumerate(lines, 1) if line.strip()
    ]
    assert all(0 < len(batch) <= 3 for batch in found)


async def raises(batch: Sequence[Message]) -> list[Outcome]:
    if any(one.value == b"over this" for one in batch):
        raise OverflowError("date\nout of range")
    return await echo(batch)


async def test_a_line_that_a_stage_raises_over_costs_no_other() -> None:
    out, told = io.BytesIO(), io.StringIO()
    text = b"one\nover this\ntwo\nover this\nbad\nthree\n"
    await carry_lines(replace(STAGE, handle=raises), lines_of(io.BytesIO(text), 9), out, told)
    assert out.getvalue() == b"one\ntwo\nthree\n"
    error = {"reason": "unexpected", "error": "OverflowError: date\\nout of range"}
    assert [json.loads(line) for line in told.getvalue().splitlines()] == [
        {"line": 2, "outcome": "failed", **error},
        {"line": 4, "outcome": "failed", **error},
        {"line": 5, "outcome": "rejected", "reason": "bad_json", "error": "not good"},
    ]


async def test_an_outage_is_no_line_s_fault() -> None:
    async def is_away(batch: Sequence[Message]) -> list[Outcome]:
        raise Outage("mongo", "refused")

    lines = lines_of(io.BytesIO(b"one\ntwo\n"), 9)
    with pytest.raises(Outage):
        await carry_lines(replace(STAGE, handle=is_away), lines, io.BytesIO(), io.StringIO())


async def test_what_is_not_published_is_told() -> None:
    out, told = io.BytesIO(), io.StringIO()
    text = b"one\ncopy\nbad\n\nfail\ntwo"
    await carry_lines(STAGE, lines_of(io.BytesIO(text), 2), out, told)
    assert out.getvalue() == b"one\ntwo\n"
    assert [json.loads(line) for line in told.getvalue().splitlines()] == [
        {"line": 2, "outcome": "dropped", "reason": "duplicate"},
        {"line": 3, "outcome": "rejected", "reason": "bad_json", "error": "not good"},
        {"line": 5, "outcome": "failed", "reason": "timed_out", "error": "too slow"},
    ]


def test_a_line_has_the_same_origin_every_time() -> None:
    one = message(3, b"x")
    assert one == replace(one)
    assert one.origin.model_dump() == {
        "topic": "stdin",
        "partition": 0,
        "offset": 3,
        "timestamp": 0,
    }
