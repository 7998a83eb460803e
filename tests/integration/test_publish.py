"""``wireroom publish`` as its users meet it: folders, ends that are waited for, a Ctrl-C."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services.cli.demo.embedded import Embedded, embedded
from services.runtime.kafka.reader import consumer, partitions, read_all
from tests.integration.terminal import CTRL_C, CTRL_D, Terminal
from tests.integration.test_cli import Done, wireroom

HANG_SECONDS = 120
"""Far more than anything here takes: it only ends a test that would never end."""


@pytest.fixture
async def parts() -> AsyncIterator[Embedded]:
    async with embedded([]) as ours:
        yield ours


async def raw_values(parts: Embedded) -> list[bytes]:
    return [one.value or b"" async for one in read_all(parts.settings, ["articles.raw"])]


async def first_raw(parts: Embedded) -> bytes | None:
    """The first message on ``articles.raw``, once there is one."""
    async with consumer(parts.settings) as reader:
        reader.assign(await partitions(reader, ["articles.raw"]))
        return (await reader.getone()).value


def lay(name: str, content: bytes) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(content)


def told(done: Done) -> dict[str, dict[str, Any]]:
    return {one["where"]: one for one in map(json.loads, done.out.splitlines())}


async def test_a_folder_is_published_and_all_that_is_passed_over_is_named(
    parts: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay("in/report.pdf", b"%PDF-1.4")
    lay("in/table.xls", b"a,b\n")
    lay("in/page.html", '<meta charset="x-sjis"><p>東京都は'.encode("cp932"))
    lay("in/text.txt", "Un café à Paris.".encode("utf-16"))
    good = await wireroom("publish", "in", settings=parts.environment)
    assert good.code == 0, "files of other kinds are no error"
    table = [line.split("\t") for line in good.out.decode().splitlines()]
    assert [(row[0], row[2]) for row in table] == [
        ("where", "outcome"),
        ("in/page.html", "published"),
        ("in/text.txt", "published"),
    ]
    *named, totals = good.said.splitlines()
    assert named == [
        "in/report.pdf: passed over: not a .txt, .html, .json, .xml, .csv, .warc or .eml file",
        "in/table.xls: passed over: not a .txt, .html, .json, .xml, .csv, .warc or .eml file",
    ]
    assert totals.startswith("published 2 in")
    assert totals.endswith("; 2 passed over")
    values = [json.loads(value) for value in await raw_values(parts)]
    assert {"text": "Un café à Paris."} in values
    assert {"html": '<meta charset="x-sjis"><p>東京都は'} in values


async def test_bad_files_hold_no_good_one_up(
    parts: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay("a-broken.json", b"{oops")
    lay("b-large.html", b"<p>" + b"x" * 5_000_000)
    lay("c-report.pdf", b"%PDF-1.4")
    lay("d-good.txt", b"It rained in Lisbon.")
    done = await wireroom(
        "publish",
        *("a-broken.json", "b-large.html", "c-report.pdf", "nowhere.txt", "d-good.txt"),
        "--json",
        settings=parts.environment,
    )
    assert done.code == 1
    assert {where: one["outcome"] for where, one in told(done).items()} == {
        "a-broken.json": "unreadable",
        "b-large.html": "not_published",
        "c-report.pdf": "unreadable",
        "nowhere.txt": "unreadable",
        "d-good.txt": "published",
    }
    assert told(done)["b-large.html"]["reason"] == "too_large: 5000015 bytes, of at most 4194304"
    assert await raw_values(parts) == [b'{"text": "It rained in Lisbon."}']
    good = told(done)["d-good.txt"]
    assert (good["topic"], good["offset"], len(good["article_id"])) == ("articles.raw", 0, 32)


async def test_ends_are_waited_for_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lay("news.txt", b"The mayor of Lisbon spoke on Monday. It was raining in Portugal.")
    versions = [{"url": "https://a.example/1", "text": f"version {n} of it"} for n in (1, 2)]
    lay("versions.jsonl", "\n".join(map(json.dumps, versions)).encode())
    lay("broken.jsonl", b"{oops\n")
    async with embedded() as ours:
        await ours.run(ours.ready())

        async def publish(*command: str) -> Done:
            waiting = ("publish", *command, "--wait", "--json", "--timeout", str(HANG_SECONDS))
            return await ours.run(wireroom(*waiting, settings=ours.environment))

        good = await publish("news.txt", "versions.jsonl")
        assert good.code == 0, good.said
        ends = [(one["outcome"], one["reason"]) for one in told(good).values()]
        assert ends == [("stored", None), ("stored", "an earlier revision"), ("stored", None)]
        assert ": 3 stored" in good.said
        first = told(good)["news.txt"]

        again = await publish("news.txt", "--source", "my-crawler")
        assert again.code == 0
        duplicate = told(again)["news.txt"]
        assert duplicate["article_id"] == first["article_id"], "a source alone changes nothing"
        place = f"{first['topic']}/{first['partition']}/{first['offset']}"
        assert (duplicate["outcome"], duplicate["reason"]) == (
            "duplicate",
            f"the same as {place}",
        )

        bad = await publish("broken.jsonl", "news.txt", "--unchecked")
        assert bad.code == 1
        outcomes = {where: one["outcome"] for where, one in told(bad).items()}
        assert outcomes == {"broken.jsonl:1": "rejected", "news.txt": "duplicate"}
        assert told(bad)["broken.jsonl:1"]["reason"].endswith("(by intake)")
        assert "1 dropped as duplicate, 1 rejected" in bad.said


async def test_what_comes_to_no_end_is_told(parts: Embedded) -> None:
    done = await wireroom(
        *("publish", "-", "--wait", "--timeout", "0.5", "--json"),
        settings=parts.environment,
        given=b'{"text": "nobody reads this"}',
    )
    assert done.code == 1
    assert told(done)["stdin:1"]["outcome"] == "unfinished"
    assert told(done)["stdin:1"]["reason"] == "published, no end seen"
    assert "1 of 1 came to no end within 0.5 s" in done.said


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
async def test_typing_is_asked_for_and_ctrl_c_ends_it_at_once(parts: Embedded) -> None:
    terminal = await Terminal.open("publish", "-", settings=parts.environment)
    try:
        async with asyncio.timeout(HANG_SECONDS):
            await terminal.shows("reading JSON lines from the terminal")
            terminal.type(b'{"text": "typed"}\n')
            assert await first_raw(parts) == b'{"text": "typed"}'
            terminal.type(CTRL_C)
            assert await terminal.ended() == 130
    finally:
        terminal.close()
    assert "stdin:1" in terminal.shown
    assert "published 1 in" in terminal.shown
    assert "stopped before the end" in terminal.shown


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
async def test_what_is_typed_ends_with_ctrl_d(parts: Embedded) -> None:
    terminal = await Terminal.open("publish", "-", settings=parts.environment)
    try:
        async with asyncio.timeout(HANG_SECONDS):
            await terminal.shows("reading JSON lines from the terminal")
            terminal.type(b'{"text": "typed"}\n' + CTRL_D)
            assert await terminal.ended() == 0
    finally:
        terminal.close()
    assert "published 1 in" in terminal.shown


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
async def test_waiting_ends_with_ctrl_c_too(parts: Embedded, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nobody reads this")
    terminal = await Terminal.open("publish", str(tmp_path), "--wait", settings=parts.environment)
    try:
        async with asyncio.timeout(HANG_SECONDS):
            await terminal.shows("waiting for the ends of 1")
            terminal.type(CTRL_C)
            assert await terminal.ended() == 130
    finally:
        terminal.close()
    assert "unfinished: published, no end seen" in terminal.shown


async def test_a_pipe_that_goes_on_is_published_as_it_comes_and_sigterm_ends_it(
    parts: Embedded,
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli.main", "publish", "-", "--json"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **parts.environment},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.timeout(HANG_SECONDS):
        for number in range(3):
            process.stdin.write(b'{"text": "%d"}\n' % number)
            line = json.loads(await process.stdout.readline())
            assert (line["where"], line["outcome"]) == (f"stdin:{number + 1}", "published")
        process.terminate()
        assert await process.wait() == 143
        said = (await process.stderr.read()).decode()
    assert "published 3 in" in said
    assert "stopped before the end" in said


async def test_a_store_that_is_away_is_said_before_anything_is_published(parts: Embedded) -> None:
    away = {"WIREROOM_MONGO": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"}
    done = await wireroom("publish", "--samples", "--wait", settings={**parts.environment, **away})
    assert (done.code, done.out) == (1, b"")
    assert done.said.splitlines()[-1].startswith("wireroom: ")
    assert done.said.endswith("(WIREROOM_MONGO)\n")
    assert await raw_values(parts) == []


async def test_samples_are_published_as_they_are(parts: Embedded) -> None:
    done = await wireroom("publish", "--samples", settings=parts.environment)
    assert done.code == 0
    assert "published 12 in" in done.said
    assert b"11-broken.jsonl:1\t\tpublished: intake will reject it: bad_json" in done.out


async def test_tables_of_topics_and_messages_are_json_if_asked_for(parts: Embedded) -> None:
    settings = parts.environment
    created = await wireroom("topics", "create", "--json", settings=settings)
    assert {json.loads(line)["created"] for line in created.out.splitlines()} == {False}
    checked = await wireroom("topics", "check", "--json", settings=settings)
    assert checked.code == 1
    assert {"topic": "articles.raw", "what": "partitions", "is": "4", "should_be": "12"} in [
        json.loads(line) for line in checked.out.splitlines()
    ]
    await wireroom("publish", "-", settings=settings, given=b'{"text": "x"}')
    message = await wireroom("consume", "articles.raw", "--json", settings=settings)
    told = json.loads(message.out)
    assert (told["value"], told["headers"]["wireroom-schema"]) == ({"text": "x"}, "RawArticle/1")
