"""One outcome per message, in order, and a batch with one bad message loses none of the good."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.articles import AcceptedArticle, Origin
from schemas.dead_letter import ATTEMPTS_HEADER, ORIGIN_HEADER
from schemas.topics import ACCEPTED, RAW
from services.intake.app import IntakeSettings, intake, open_offline
from services.intake.ledger import MemoryLedger
from services.intake.registration import SERVICE
from services.runtime.stage import Dropped, Message, Outcome, Published, Reason, Rejected, Stage

NOON = datetime(2026, 1, 26, 12, tzinfo=UTC)


def message(offset: int, text: str = "Storm", **fields: str) -> Message:
    value = json.dumps({"text": text, "url": f"https://example.com/{text}", **fields}).encode()
    return Message(value, topic=RAW.name, offset=offset, timestamp=1_000 + offset)


@pytest.fixture
def stage() -> Stage:
    return intake(IntakeSettings(), MemoryLedger(), lambda: NOON)


def names(outcomes: list[Outcome]) -> list[str]:
    return [outcome.name for outcome in outcomes]


async def test_every_message_has_its_outcome_in_order(stage: Stage) -> None:
    batch = [
        message(0, "a"),
        Message(b"{", topic=RAW.name, offset=1),
        message(2, "a"),
        message(3, "b"),
        Message(None, topic=RAW.name, offset=4),
        message(5, "a", title="New"),
    ]
    outcomes = await stage.handle(batch)
    first, bad, copy, other, empty, revised = outcomes
    assert isinstance(first, Published)
    assert isinstance(bad, Rejected)
    assert bad.reason is Reason.BAD_JSON
    assert copy == Dropped(Reason.DUPLICATE)
    assert isinstance(other, Published)
    assert isinstance(empty, Rejected)
    assert empty.reason is Reason.NO_VALUE
    assert isinstance(revised, Published)
    assert revised.key == first.key != other.key


async def test_the_output_is_the_contracts_model_under_its_key(stage: Stage) -> None:
    [outcome] = await stage.handle([message(7)])
    assert isinstance(outcome, Published)
    accepted = AcceptedArticle.model_validate_json(outcome.value)
    assert outcome.key == accepted.article_id.encode()
    assert accepted.received_at == NOON
    assert accepted.origin == Origin(topic=RAW.name, partition=0, offset=7, timestamp=1_007)


async def test_one_bad_message_among_a_hundred(stage: Stage) -> None:
    batch = [message(offset, f"t{offset}") for offset in range(100)]
    batch[37] = Message(b"\xff", topic=RAW.name, offset=37)
    outcomes = list(await stage.handle(batch))
    assert names(outcomes).count("published") == 99
    assert outcomes[37].name == "rejected"


async def test_a_batch_redelivered_gives_the_same_outcomes(stage: Stage) -> None:
    batch = [message(0, "a"), message(1, "a"), message(2, "b")]
    first, again = [await stage.handle(batch) for _ in range(2)]
    assert list(map(untimed, first)) == list(map(untimed, again))


def untimed(outcome: Outcome) -> Outcome | dict[str, Any]:
    """A published article without the seconds that intake took."""
    if not isinstance(outcome, Published):
        return outcome
    article = json.loads(outcome.value)
    [run] = article["stages"]
    assert run.pop("seconds") >= 0
    assert run == {"name": "intake", "version": SERVICE.version, "model": None, "packs": []}
    return article


async def test_a_replayed_dead_letter_is_the_message_that_it_first_was(stage: Stage) -> None:
    first = message(3)
    await stage.handle([first])
    origin = first.origin.model_dump_json().encode()
    replayed = Message(
        first.value,
        headers=((ORIGIN_HEADER, origin), (ATTEMPTS_HEADER, b"1")),
        topic=RAW.name, offset=99, timestamp=9_999,
    )  # fmt: skip
    [outcome] = await stage.handle([replayed])
    assert isinstance(outcome, Published)
    assert AcceptedArticle.model_validate_json(outcome.value).origin == first.origin
    copied = replace(replayed, offset=100)
    again = await stage.handle([copied, replayed, first])
    assert names(list(again)) == ["dropped", "published", "dropped"]


async def test_the_size_limit_is_a_setting() -> None:
    stage = intake(IntakeSettings(max_article_bytes=1024), MemoryLedger(), lambda: NOON)
    [outcome] = await stage.handle([message(0, "a" * 1024)])
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.TOO_LARGE


async def test_offline_it_drops_copies_too() -> None:
    async with open_offline(IntakeSettings()) as [stage]:
        assert (stage.name, stage.input, stage.outputs) == ("intake", RAW, (ACCEPTED,))
        assert names(list(await stage.handle([message(1), message(2)]))) == ["published", "dropped"]


async def test_who_may_not_write_to_an_address_is_rejected(tmp_path: Path) -> None:
    owners = tmp_path / "owners.json"
    owners.write_text('{"desk": {"domains": ["example.com"]}}')
    stage = intake(IntakeSettings(ownership=str(owners)), MemoryLedger(), lambda: NOON)
    sent = [
        Message(
            json.dumps({"text": "Rain.", "url": "https://example.com/a", "source": one}).encode()
        )
        for one in ("desk", "copier")
    ]
    admitted, refused = await stage.handle(sent)
    assert isinstance(admitted, Published)
    assert refused == Rejected(Reason.NOT_OWNER, "example.com belongs to desk")


async def test_the_same_text_without_an_address_is_a_duplicate_whoever_sends_it() -> None:
    stage = intake(IntakeSettings(), MemoryLedger(), lambda: NOON)
    sent = [
        Message(json.dumps({"text": "Rain.", "source": one}).encode(), offset=at)
        for at, one in enumerate(("desk", "copier"))
    ]
    admitted, dropped = await stage.handle(sent)
    assert isinstance(admitted, Published)
    assert dropped == Dropped(Reason.DUPLICATE)


async def test_a_page_says_where_it_belongs() -> None:
    stage = intake(IntakeSettings(), MemoryLedger(), lambda: NOON)
    html = "<html><head><link rel='canonical' href='/news/port-strike-7'></head><p>Rain.</p></html>"
    sent = [
        {"html": html, "url": "https://example.com/print.php?id=7"},
        {"text": "Rain.", "url": "https://example.com/news/port-strike-7"},
    ]
    outcomes = await stage.handle([Message(json.dumps(one).encode()) for one in sent])
    ids = {AcceptedArticle.model_validate_json(one.value).article_id for one in outcomes}  # type: ignore[union-attr]
    assert len(ids) == 1
