"""The judge of the chaos runs sees every breach that we can plant."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from schemas.articles import CleanedArticle, EnrichedArticle, Origin, StageRun
from schemas.dead_letter import DeadLetter, dead_headers, read_dead_letter
from schemas.topics import ACCEPTED, CLEANED, ENRICHED, RAW
from services.intake.logic import admit
from services.runtime.stage import Message, Reason, Rejected, Unreadable
from services.storage.logic import as_revision, document
from tests.chaos.invariants import Verdict, judge
from tests.chaos.mix import NUMBER_HEADER, Entry, Revision, mix
from tests.chaos.state import State

pytestmark = pytest.mark.slow

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ENTRIES = [one for one in mix(200, 9, traps=0) if one.reason != "too_large"]


def raw(number: int, entry: Entry) -> Message:
    headers = ((NUMBER_HEADER, str(number).encode()),)
    return Message(entry.value, entry.key, headers, RAW.name, 0, number, 1000 + number)


def perfect() -> State:
    """A state as a run without faults leaves it; a test may change its lists."""
    return State(*(list(getattr(made(), field.name)) for field in fields(State)[:-1]))


@cache
def made() -> State:
    """That state, made without Kafka, store and models."""
    state = State([], [], [], [], [], [], [], [])
    known: set[str] = set()
    current: dict[str, dict[str, Any]] = {}
    for number, entry in enumerate(ENTRIES):
        message = raw(number, entry)
        state.raw.append(message)
        article = admit(message.value, message.origin, NOW)
        if isinstance(article, Rejected):
            state.dead.append(letter(message, article))
        elif (key := f"{article.article_id}:{article.revision}") not in known:
            known.add(key)
            event = EnrichedArticle(
                **CleanedArticle(
                    article_id=article.article_id, revision=article.revision,
                    origin=article.origin, url=article.canonical_url, body=key,
                    stages=[StageRun(name="cleaning", version="1", seconds=number)],
                ).model_dump(),
                event_id=key,
            )  # fmt: skip
            for topic, value in ((ACCEPTED, article), (CLEANED, event), (ENRICHED, event)):
                lying = Message(value.model_dump_json().encode(), topic=topic.name, offset=number)
                {ACCEPTED: state.accepted, CLEANED: state.cleaned, ENRICHED: state.enriched}[
                    topic
                ].append(lying)
            if before := current.get(article.article_id):
                state.revisions.append(as_revision(before))
            current[article.article_id] = {**document(event), "stored_at": NOW}
    state.articles.extend(current.values())
    return state


def letter(message: Message, rejected: Rejected) -> Message:
    told = DeadLetter(
        service="intake", outcome="rejected", reason=rejected.reason, error="", attempts=1,
        topic=message.topic, partition=0, offset=message.offset, timestamp=message.timestamp,
        time=NOW, version="1",
    )  # fmt: skip
    headers = tuple(dead_headers(message.headers, told))
    return Message(message.value, message.key, headers, f"{RAW.name}.dead", 0, message.offset)


@cache
def documents() -> dict[Revision, bytes]:
    return judge(made(), ENTRIES, None).documents


def faults(state: State) -> str:
    verdict = judge(state, ENTRIES, documents())
    return "\n".join(verdict.faults)


def test_a_perfect_state_has_no_faults() -> None:
    verdict: Verdict = judge(perfect(), ENTRIES, None)
    assert verdict.faults == []
    assert verdict.published == len(ENTRIES)
    assert verdict.stored + verdict.duplicates + verdict.dead_letters == len(ENTRIES)
    assert min(verdict.stored, verdict.duplicates, verdict.dead_letters) > 5
    assert faults(perfect()) == ""


def test_a_lost_article_is_seen() -> None:
    state = perfect()
    state.articles.pop()
    assert "lost" in faults(state)
    assert judge(state, ENTRIES, None).lost == 1


def test_a_lost_dead_letter_is_seen() -> None:
    state = perfect()
    state.dead.pop()
    assert "no dead letter" in faults(state)


def test_a_lost_message_is_seen() -> None:
    state = perfect()
    state.raw.pop()
    assert "not on articles.raw" in faults(state)


def test_an_article_stored_twice_is_seen() -> None:
    state = perfect()
    state.revisions.append(as_revision(state.articles[0]))
    assert "stored twice" in faults(state)
    assert judge(state, ENTRIES, None).stored_twice == 1


def test_an_older_revision_over_a_newer_one_is_seen() -> None:
    state = perfect()
    earlier = state.revisions.pop()
    [at] = [i for i, a in enumerate(state.articles) if a["article_id"] == earlier["article_id"]]
    state.revisions.append(as_revision(state.articles[at]))
    state.articles[at] = {**earlier, "_id": earlier["article_id"]}
    assert "newest is not the current" in faults(state)


def test_a_document_with_other_words_is_seen() -> None:
    state = perfect()
    state.articles[0] = {**state.articles[0], "body": "other"}
    assert "other than without faults" in faults(state)


def test_an_article_from_nowhere_is_seen() -> None:
    state = perfect()
    nowhere = Origin(topic=RAW.name, partition=5, offset=1, timestamp=1).model_dump()
    state.articles.append({**state.articles[0], "_id": "x", "origin": nowhere})
    assert "nobody published" in faults(state)


def test_an_event_without_a_document_or_with_another_id_is_seen() -> None:
    state = perfect()
    event = json.loads(state.enriched[0].value or b"")
    state.enriched.append(Message(json.dumps(event | {"event_id": "other"}).encode()))
    assert "another event_id" in faults(state)
    state = perfect()
    state.enriched.append(Message(json.dumps(event | {"revision": "other"}).encode()))
    assert "without a stored revision" in faults(state)


def test_an_event_that_comes_again_is_counted_and_no_fault() -> None:
    state = perfect()
    state.enriched.append(state.enriched[0])
    assert faults(state) == ""
    assert judge(state, ENTRIES, None).redelivered == 1


@pytest.mark.parametrize("change", [{"value": b"other"}, {"key": b"other"}])
def test_a_dead_letter_with_other_bytes_is_seen(change: dict[str, bytes]) -> None:
    state = perfect()
    state.dead[0] = replace(state.dead[0], **change)
    assert "not the original bytes" in faults(state)


def test_an_article_given_up_is_seen() -> None:
    state = perfect()
    victim = next(one for one, entry in zip(state.raw, ENTRIES, strict=True) if entry.revision)
    state.dead.append(letter(victim, Rejected("bad_json", "")))  # type: ignore[arg-type]
    assert "gave up an article" in faults(state)


def test_an_article_admitted_twice_is_seen() -> None:
    state = perfect()
    twin = next(
        number for number, entry in enumerate(ENTRIES)
        if entry.revision and entry.revision in [one.revision for one in ENTRIES[:number]]
    )  # fmt: skip
    article = admit(state.raw[twin].value, state.raw[twin].origin, NOW)
    assert not isinstance(article, Rejected)
    state.accepted.append(Message(article.model_dump_json().encode(), topic=ACCEPTED.name))
    assert "admitted from 2 messages" in faults(state)


def deleted(first: int, last: int) -> Message:
    """The dead letter of messages that were deleted unread."""
    told = DeadLetter(
        service="intake", outcome="failed", reason="deleted_unread", error="", attempts=1,
        topic=RAW.name, partition=0, offset=last, timestamp=1, time=NOW, version="1",
        messages=last - first + 1,
    )  # fmt: skip
    return Message(b"", None, tuple(dead_headers((), told)), f"{RAW.name}.dead", 0, 10**6)


def test_what_was_deleted_unread_must_be_told_exactly() -> None:
    state = perfect()
    # The last three are gone, with whatever became of them.
    gone = {(one.partition, one.offset) for one in state.raw[-3:]}
    state.dead[:] = [one for one in state.dead if not told_of(one, gone)]
    kept = [one for one in state.articles if (0, one["origin"]["offset"]) not in gone]
    ids = {one["article_id"] for one in kept}
    state = replace(
        state,
        articles=kept,
        enriched=[
            one for one in state.enriched if json.loads(one.value or b"")["article_id"] in ids
        ],
        deleted_unread=gone,
    )
    assert "dead letters tell []" in faults(state)
    first, last = len(ENTRIES) - 3, len(ENTRIES) - 1
    state.dead.append(deleted(first, last))
    assert faults(state) == ""
    state.dead[-1] = deleted(first - 1, last)
    assert "deleted unread" in faults(state)


def told_of(one: Message, gone: set[tuple[int, int]]) -> bool:
    told = read_dead_letter(one.headers)
    return told is not None and (told.partition, told.offset) in gone


def test_what_is_aborted_must_be_nowhere() -> None:
    state = perfect()
    entries = [*ENTRIES, replace(ENTRIES[0], kind="aborted")]
    assert judge(state, entries, None).faults == []
    state.raw.append(raw(len(ENTRIES), entries[-1]))
    assert "an aborted message" in "".join(judge(state, entries, None).faults)


def test_a_message_that_cannot_be_read_needs_a_dead_letter() -> None:
    state = perfect()
    entries = [*ENTRIES, Entry(b"k", b"", "rejected", None, "intake", "unreadable", is_broken=True)]
    assert judge(state, entries, None).faults == []
    found = Unreadable.of(b"bytes", "broken", 3)
    state.raw.append(Message(found, None, (), RAW.name, 0, len(ENTRIES), 99))
    assert "no dead letter" in "".join(judge(state, entries, None).faults)
    state.dead.append(letter(state.raw[-1], Rejected(Reason.UNREADABLE, "")))
    assert judge(state, entries, None).faults == []


def test_only_a_child_that_we_kill_excuses_a_page_that_hangs() -> None:
    state = perfect()
    number = state.dead[0].offset
    entries = list(ENTRIES)
    entries[number] = replace(entries[number], reason="timed_out")
    state.dead[0] = letter(state.raw[number], Rejected(Reason.CHILD_DIED, ""))
    assert judge(state, entries, None).faults == ["child_died instead of timed_out"]
    assert judge(state, entries, None, children_killed=True).faults == []
