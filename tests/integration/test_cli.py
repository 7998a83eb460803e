"""The commands on a real broker and a real store, as their users run them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.articles import EnrichedArticle
from schemas.dead_letter import ORIGIN_HEADER, DeadLetter, dead_headers, header
from services.cli.demo.embedded import Embedded, embedded
from services.runtime.kafka.producer import Producer
from services.runtime.kafka.reader import read_all
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.records import Record
from tests.conditions import HANG_SECONDS


@pytest.fixture
async def parts() -> AsyncIterator[Embedded]:
    async with embedded([]) as ours:
        yield ours


@dataclass(frozen=True)
class Done:
    code: int
    out: bytes
    said: str


async def wireroom(*command: str, settings: dict[str, str], given: bytes = b"") -> Done:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.cli.main",
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **settings},
    )
    out, said = await asyncio.wait_for(process.communicate(given), HANG_SECONDS)
    assert b"Traceback" not in said, said.decode()
    return Done(process.returncode or 0, out, said.decode())


async def test_topics_are_created_once_and_checked(parts: Embedded) -> None:
    again = await wireroom("topics", "create", settings=parts.environment)
    assert again.code == 0
    assert again.out.count(b"there ") == 8
    good = await wireroom("topics", "check", "--partitions", "4", settings=parts.environment)
    assert (good.code, good.out) == (0, b"all topics are as they should be\n")
    bad = await wireroom("topics", "check", settings=parts.environment)
    assert bad.code == 1
    assert b"articles.raw\tpartitions\t4\t12" in bad.out
    early = await wireroom("topics", "create", "--brokers", "3", settings=parts.environment)
    assert early.code == 1
    assert "1 of 3 brokers are up" in early.said


async def test_what_is_published_is_what_is_consumed(parts: Embedded, tmp_path: Path) -> None:
    settings = parts.environment
    lines = [json.dumps({"text": f"article {number}"}).encode() for number in range(700)]
    (tmp_path / "many.jsonl").write_bytes(b"\n".join([*lines[:350], b"{oops", *lines[350:]]))
    done = await wireroom("publish", str(tmp_path), settings=settings)
    assert done.code == 1, "one line is no JSON"
    assert f"{tmp_path}/many.jsonl:351: unreadable: not JSON" in done.said
    assert "published 700" in done.said

    consumed = await wireroom("consume", "articles.raw", settings=settings)
    assert consumed.code == 0
    assert sorted(consumed.out.splitlines()) == sorted(lines)

    first = await wireroom(
        "consume", "articles.raw", "--group", "g", "--limit", "123", settings=settings
    )
    rest = await wireroom("consume", "articles.raw", "--group", "g", settings=settings)
    assert len(first.out.splitlines()) == 123
    assert sorted(first.out.splitlines() + rest.out.splitlines()) == sorted(lines)


async def test_following_begins_with_what_comes(parts: Embedded) -> None:
    settings = parts.environment
    await wireroom("publish", "-", settings=settings, given=b'{"text": "old"}\n{"text": "er"}')
    follower = asyncio.ensure_future(
        wireroom("consume", "articles.raw", "--follow", "--limit", "1", settings=settings)
    )
    while not follower.done():
        await wireroom("publish", "-", settings=settings, given=b'{"text": "new"}')
    assert follower.result().out == b'{"text": "new"}\n'


async def test_standard_input_and_unchecked_lines(parts: Embedded) -> None:
    given = b'{oops\n{"text": "x"}\n'
    strict = await wireroom("publish", "-", settings=parts.environment, given=given)
    assert strict.code == 1
    assert "stdin:1: unreadable: not JSON" in strict.said
    unchecked = await wireroom(
        "publish", "-", "--unchecked", settings=parts.environment, given=given
    )
    assert (unchecked.code, unchecked.said.split(" in ")[0]) == (0, "published 2")


def dead(number: int, reason: str) -> Record:
    letter = DeadLetter(
        service="intake",
        outcome="rejected",
        reason=reason,
        error="no",
        attempts=1,
        topic="articles.raw",
        partition=0,
        offset=number,
        timestamp=1000,
        time=datetime(2024, 1, 1, tzinfo=UTC),
        version="1",
    )
    return Record("articles.raw.dead", b"k", b"%d" % number, tuple(dead_headers([], letter)))


async def test_dead_letters_are_shown_replayed_and_dropped(parts: Embedded) -> None:
    settings = parts.environment
    assert (await wireroom("dead", "list", settings=settings)).said == "no dead letters\n"
    letters = [dead(number, "bad_json" if number < 3 else "not_utf8") for number in range(5)]
    signer = await open_signer(parts.settings)
    letters[1:] = [replace(one, headers=signer.signed_headers(one)) for one in letters[1:]]
    async with Producer(parts.settings) as producer:
        assert await producer.send_all(letters) == [None] * 5

    listed = await wireroom("dead", "list", settings=settings)
    rows = [line.split("\t")[:4] for line in listed.out.decode().splitlines()[1:]]
    assert rows == [
        ["intake", "rejected", "bad_json", "3"],
        ["intake", "rejected", "not_utf8", "2"],
    ]
    ids = (await wireroom("dead", "list", "--ids", settings=settings)).out.decode().split()
    shown = await wireroom("dead", "show", ids[1], settings=settings)
    assert (json.loads(shown.said)["reason"], shown.out) == ("bad_json", b"1\n")

    replayed = await wireroom("dead", "replay", "--reason", "bad_json", settings=settings)
    assert replayed.said == "replayed 3\n1 of them as new messages: we did not sign them\n"
    back = [record async for record in read_all(parts.settings, ["articles.raw"])]
    assert sorted((one.key, one.value) for one in back) == [(b"k", b"%d" % n) for n in range(3)]
    assert {one.value for one in back if header(one.headers, ORIGIN_HEADER)} == {b"1", b"2"}
    for words in (("replay",), ("replay", "--dry-run"), ("drop",), ("drop", "--yes")):
        again = await wireroom("dead", *words, ids[0], settings=settings)
        assert again.code == 1
        assert again.said.endswith(
            f"wireroom: {ids[0]}: no such dead letter (any more), or it was handled before\n"
        )
    partly = await wireroom(
        "dead", "replay", "articles.raw.dead/0/777", ids[3], "--dry-run", settings=settings
    )
    assert partly.code == 1
    assert partly.out.decode().splitlines()[1].startswith(f"{ids[3]}\t")
    assert "wireroom: articles.raw.dead/0/777: no such dead letter" in partly.said
    assert ids[3] not in partly.said
    unknown = await wireroom("dead", "list", "--reason", "bad_jsn", settings=settings)
    assert unknown.code == 2
    assert "bad_jsn: no such reason; there are " in unknown.said

    kept = await wireroom("dead", "drop", ids[3], settings=settings, given=b"n\n")
    assert kept.code == 1
    dropped = await wireroom("dead", "drop", ids[3], "--yes", settings=settings)
    assert dropped.said == "dropped 1\n"
    left = await wireroom("dead", "list", "--ids", settings=settings)
    assert left.out.decode().split() == [ids[4]]


LATE = """
from schemas.articles import EnrichedArticle
from schemas.topics import ENRICHED, Topic
from services.runtime.registration import ServiceSpec

RATED = Topic("articles.rated", EnrichedArticle, key="article_id", summary="Rated.")
SERVICE = ServiceSpec(
    name="rating", title="rates", app="late", inputs=(ENRICHED, RATED), outputs=(RATED,)
)
"""


@pytest.fixture
def late(tmp_path: Path) -> dict[str, str]:
    """The environment in which one more service is installed than the topics were made for."""
    (tmp_path / "late.py").write_text(LATE)
    info = tmp_path / "wireroom_late-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: wireroom-late\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[wireroom.services]\nrating = late:SERVICE\n")
    return {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.getcwd()])}


async def test_a_topic_that_is_not_made_yet_is_left_out_and_told(
    parts: Embedded, late: dict[str, str]
) -> None:
    settings = parts.environment | late
    given = b'{"text": "The ferry to the islands sails again.", "url": "https://example.com/f"}'
    published = await wireroom("publish", "-", "--json", settings=settings, given=given)
    article_id = json.loads(published.out)["article_id"]
    for words in (("explain", article_id), ("audit",), ("dead", "list")):
        done = await wireroom(*words, settings=settings)
        assert done.code == 0, done.said
        assert "left out, for it is not there: articles.rated" in done.said
        assert "topics create` makes it" in done.said
    waited = await wireroom(
        "publish", "-", "--wait", "--timeout", "0", settings=settings, given=given
    )
    assert "published 1 in" in waited.said
    lag = await wireroom("lag", settings=settings)
    assert "rating\tarticles.rated (not there)\t0" in lag.out.decode()
    missing = await wireroom("consume", "articles.rated", settings=settings)
    assert (missing.code, missing.said.count("no topic articles.rated there")) == (1, 1)


@pytest.mark.long
async def test_without_a_store_dead_letters_are_one_line(parts: Embedded) -> None:
    await parts.parts["store"].stop(0)
    done = await wireroom("dead", "list", settings=parts.environment)
    assert done.code == 1
    assert done.said.startswith("wireroom: MongoDB does not answer: ")
    assert done.said.endswith(" (WIREROOM_MONGO)\n")
    assert done.said.count("\n") == 1


async def test_the_demo_shows_the_end_of_every_sample() -> None:
    done = await wireroom("demo", "--json", "--timeout", str(HANG_SECONDS), settings={})
    assert done.code == 0, done.said
    events = [EnrichedArticle.model_validate_json(line) for line in done.out.splitlines()]
    assert len(events) == 9
    told = dict(line.split(maxsplit=1) for line in done.said.splitlines() if "." in line[:30])
    for name, end in {
        "01-dam-talks.txt": "stored as ",
        "08-dam-talks-again.txt": "dropped by intake: duplicate",
        "06-bahnstrecke.html": "stored as ",
        "09-cable-vote.json": "stored as an earlier revision of ",
        "10-cable-vote-updated.json": "stored as ",
    }.items():
        assert told[name].startswith(end)
    assert told["11-broken.jsonl:1"].startswith("rejected by intake: bad_json")
    assert told["11-broken.jsonl:2"].startswith("rejected by intake: no_content")
