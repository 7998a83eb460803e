"""Articles that are meant to hurt: each costs at most itself, within the time and memory limits."""

import json
import socket
import threading
import time
from datetime import UTC, datetime

import pytest

from schemas.articles import AcceptedArticle, CleanedArticle, Origin, RawArticle
from schemas.topics import MIB
from services.intake.logic import MAX_ARTICLE_BYTES, admit
from services.runtime.pool.pool import ProcessPool
from services.runtime.stage import Failed, Message, Outcome, Published, Reason, Rejected

ORIGIN = Origin(topic="articles.raw", partition=0, offset=0, timestamp=0)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = 5.0
GOOD = {"text": "Oslo\n\nRain fell on the harbour of Oslo for three days, the council said. " * 5}


def admitted(article: object) -> AcceptedArticle | Rejected:
    return admit(json.dumps(article).encode(), ORIGIN, NOW)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b'{"text": "\xed\xa0\x80 alone"}', Reason.NOT_UTF8),
        (b'{"text": "\\u0000"}', Reason.NO_CONTENT),
        (b"[" * 1_000_000, Reason.BAD_JSON),
        (b'{"a":' * 500_000 + b"1" + b"}" * 500_000, Reason.BAD_JSON),
        (b'{"text": ' + b"9" * 100_000 + b"}", Reason.BAD_JSON),
        (b'{"text": 1e999999999}', Reason.WRONG_TYPE),
        (b'{"text": "a", "authors": [' + b"1," * 1_900_000 + b"1]}", Reason.WRONG_TYPE),
        (b"x" * (MAX_ARTICLE_BYTES + 1), Reason.TOO_LARGE),
    ],
    ids=range(8),
)
def test_what_json_can_hide_is_rejected_in_no_time(value: bytes, reason: Reason) -> None:
    begun = time.process_time()
    outcome = admit(value, ORIGIN, NOW)
    assert time.process_time() - begun < 2
    assert isinstance(outcome, Rejected)
    assert outcome.reason is reason
    assert len(outcome.error) < 1000


@pytest.mark.parametrize(
    "hint",
    [
        b'"fetched_at": 1e300',
        b'"fetched_at": "999999999-01-01"',
        b'"lane": "__class__"',
        b'"authors": [' + b"{}," * 1_300_000 + b"{}]",
    ],
    ids=range(4),
)
def test_no_hint_costs_an_article_much(hint: bytes) -> None:
    outcome = admit(b'{"text": "a", ' + hint + b"}", ORIGIN, NOW)
    assert isinstance(outcome, AcceptedArticle)
    assert outcome.raw == RawArticle(text="a")


@pytest.mark.parametrize(
    "headers",
    [
        b"{",
        b"[]",
        b'{"topic": 1e999}',
        b'{"offset": ' + b"9" * 5000 + b"}",
        b"\xff",
        b"[" * 100_000,
    ],
    ids=range(6),
)
def test_an_origin_header_that_lies_is_not_believed(headers: bytes) -> None:
    message = Message(b"{}", None, (("wireroom-origin", headers),), "articles.raw", 1, 2, 3)
    assert message.origin.offset == 2


@pytest.mark.parametrize(
    "url",
    ["http://" + "a." * 100_000 + "com/", "http://[::1", "http://a" + "/.." * 100_000,
     "http://a/?" + "&a=1" * 100_000, "javascript:alert(1)", "file:///etc/passwd",
     "http://\ud83d\ude00.example/", "http://a:99999999999/", "\u202e" * 1000],
    ids=range(9),
)  # fmt: skip
def test_an_address_that_is_none_costs_no_time(url: str) -> None:
    begun = time.process_time()
    article = admitted({"text": "Rain.", "url": url})
    assert time.process_time() - begun < 2
    assert isinstance(article, AcceptedArticle)
    assert article.canonical_url is None or article.canonical_url.startswith("http")


def html(body: str) -> dict[str, str]:
    return {"html": f"<html><body><article>{body}</article></body></html>"}


WORDS = "Rain fell on the harbour of Oslo, and the council met again on Monday. "
BAIT: dict[str, dict[str, str]] = {
    "deep": html("<div>" * 600_000 + WORDS * 5),
    "deep and closed": html("<b>" * 300_000 + WORDS * 5 + "</b>" * 300_000),
    "open tags": html("<" * 2_000_000),
    "attributes": html(f"<p {'a=1 ' * 500_000}>{WORDS * 5}</p>"),
    "entities": html("&lt;" * 700_000),
    "comments": html("<!--" * 500_000 + WORDS * 5),
    "tables": html("<table><tr><td>" * 100_000 + WORDS * 5),
    "spaces": {"text": WORDS + " " * 3_000_000 + WORDS},
    "newlines": {"text": WORDS + "\n" * 2_000_000 + WORDS},
    "one word": {"text": "a" * 3_000_000},
    "bylines": {"text": "By A B and " * 250_000},
    "dates": {"text": "1/1/1 Jan. 1, 2024 " * 150_000},
    "dashes": {"text": "- — – " * 250_000},
    "quotes": {"text": '"' * 2_000_000},
    "urls": {"text": "http://a.b/c " * 200_000},
    "short lines": {"text": "Share\n" * 500_000},
    "combining": {"text": "a" + "\u0301" * 650_000},
    "brackets": {"text": "(" * 1_500_000 + ")" * 1_500_000},
}


@pytest.mark.long
async def test_a_page_meant_to_hurt_costs_itself_alone() -> None:
    good = admitted(GOOD)
    assert isinstance(good, AcceptedArticle)
    fair = Message(good.model_dump_json().encode())
    ends: dict[str, str] = {}
    async with ProcessPool(
        "cleaning", "services.cleaning.pool_work:work",
        count=1, seconds=SECONDS, memory_bytes=2048 * MIB, chunk=4,
    ) as children:  # fmt: skip
        for name, article in BAIT.items():
            bait = admitted(article)
            assert isinstance(bait, AcceptedArticle), (name, bait)
            first, outcome, last = await children.handle(
                [fair, Message(bait.model_dump_json().encode()), fair]
            )
            assert isinstance(first, Published)
            assert isinstance(last, Published)
            ends[name] = told(outcome)
    print("\n".join(f"{name}: {end}" for name, end in ends.items()))


def told(outcome: Outcome) -> str:
    return f"{outcome.name} {getattr(outcome, 'reason', '')}"


@pytest.mark.long
async def test_a_hundred_thousand_names_cost_one_article() -> None:
    body = "Ada Lovelace met Charles Babbage in London. " * 33_400
    long_one = CleanedArticle(article_id="a" * 32, body=body)
    fair = CleanedArticle(article_id="b" * 32, body=WORDS)
    messages = [Message(one.model_dump_json().encode()) for one in (fair, long_one, fair)]
    async with ProcessPool(
        "tagging", "services.tagging.tagger:work",
        count=1, seconds=SECONDS, memory_bytes=4096 * MIB, chunk=4,
    ) as children:  # fmt: skip
        first, outcome, last = await children.handle(messages)
    assert isinstance(first, Published)
    assert isinstance(last, Published)
    assert isinstance(outcome, Published | Failed)
    print(told(outcome))


async def test_a_page_makes_nobody_call_anybody() -> None:
    """Whatever a page names (a DTD, an entity, a picture, a style, a frame), nothing is fetched."""
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"http://127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            try:
                server.accept()[0].close()
                called.set()
            except OSError:
                return

        threading.Thread(target=listen, daemon=True).start()
        page = f"""<?xml version="1.0"?>
<!DOCTYPE html SYSTEM "{where}/a.dtd" [<!ENTITY x SYSTEM "{where}/x"> <!ENTITY f SYSTEM "file:///etc/passwd">]>
<?xml-stylesheet href="{where}/a.xsl" type="text/xsl"?>
<html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{where}/">
<link rel="stylesheet" href="{where}/a.css"><link rel="canonical" href="{where}/canonical">
<meta http-equiv="refresh" content="0;url={where}/again"><script src="{where}/a.js"></script></head>
<body><xi:include href="{where}/included"/><iframe src="{where}/frame"></iframe>
<article><h1>Rain in Oslo</h1><p>{WORDS * 6} &x; &f;</p><img src="{where}/a.png"></article>
</body></html>"""
        article = admitted({"html": page, "url": f"{where}/page"})
        assert isinstance(article, AcceptedArticle)
        async with ProcessPool(
            "cleaning", "services.cleaning.pool_work:work",
            count=1, seconds=30, memory_bytes=2048 * MIB, chunk=1,
        ) as children:  # fmt: skip
            [outcome] = await children.handle([Message(article.model_dump_json().encode())])
        assert isinstance(outcome, Published)
        assert b"root:" not in outcome.value
        assert b"<script" not in outcome.value
        assert not called.wait(0.5)
