"""What must hold after every run, pure: from what was published and what lies where, to faults.

Every published message has exactly one end: its revision is stored, or was before it (a
duplicate), or it is a dead letter. Nothing here asks the code under test what a message holds.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.articles import AcceptedArticle, CleanedArticle, EnrichedArticle, Origin
from schemas.dead_letter import DeadLetter, header, read_dead_letter
from schemas.topics import RAW
from services.runtime.stage import Message, Unreadable
from services.storage.entity_merge import observations
from tests.chaos.mix import EXTRA, NUMBER_HEADER, Entry, Revision
from tests.chaos.state import Document, State

Place = tuple[int, int, int]
"""Partition, offset and timestamp on ``articles.raw``, which may be made anew."""
Reference = Mapping[Revision, bytes]
"""The documents of a run without faults, without times of handling."""
ABOUT_HANDLING = {"stored_at", "last_seen_at", "origin", "order", "event_id"}


@dataclass(slots=True)
class Verdict:
    """The row of the table, and every breach in words."""

    published: int = 0
    stored: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    lost: int = 0
    stored_twice: int = 0
    redelivered: int = 0
    faults: list[str] = field(default_factory=list)
    documents: dict[Revision, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter, and the raw message that it goes back to."""

    message: Message
    told: DeadLetter
    place: Place | None


def judge(
    state: State,
    entries: Sequence[Entry],
    reference: Reference | None,
    *,
    replayed: bool = False,
    children_killed: bool = False,
) -> Verdict:
    """Hold a state against the entries that were published, by their numbers.

    ``replayed``: dead letters were put back, so that an article may have one and be stored.
    ``children_killed``: a page that hangs may lose its child by us before its time is over.
    """
    verdict = Verdict(published=len(state.raw))
    sent = _sent(state, entries)
    verdict.faults += _never_published(state, entries)
    verdict.faults += _aborted(sent)
    letters = list(_letters(state, verdict))
    _articles(state, sent, letters if not replayed else [], verdict, reference)
    _dead(sent, letters, verdict, replayed, children_killed)
    _events(state, verdict)
    verdict.faults += _entities(state)
    return verdict


def _sent(state: State, entries: Sequence[Entry]) -> dict[Place, Entry]:
    """What lies where; what can't be read is one of those that are broken, which are all alike.
    What was deleted unread is left out."""
    broken = next((one for one in entries if one.is_broken), None)
    found = {}
    for one in state.raw:
        entry = broken if isinstance(one.value, Unreadable) else entries[_number(one)]
        if (one.partition, one.offset) not in state.deleted_unread and entry is not None:
            found[_lies(one)] = entry
    return found


def _lies(raw: Message) -> Place:
    return (raw.partition, raw.offset, raw.timestamp)


def _number(raw: Message) -> int:
    return int(header(raw.headers, NUMBER_HEADER) or b"-1")


def _never_published(state: State, entries: Sequence[Entry]) -> Iterator[str]:
    wanted = {n for n, one in enumerate(entries) if not (one.is_broken or one.kind == "aborted")}
    missing = wanted - {_number(one) for one in state.raw}
    if missing:
        yield f"{len(missing)} confirmed to the publisher and not on {RAW.name}"


def _aborted(sent: Mapping[Place, Entry]) -> Iterator[str]:
    """What its publisher took back lies where a reader of what is committed does not look."""
    for place, entry in sent.items():
        if entry.kind == "aborted":
            yield f"an aborted message was read: {place}"


def _place(origin: Origin | Mapping[str, Any] | None) -> Place | None:
    if origin is None:
        return None
    found = origin if isinstance(origin, Origin) else Origin.model_validate(origin)
    return (found.partition, found.offset, found.timestamp)


def _letters(state: State, verdict: Verdict) -> Iterator[Letter]:
    """The dead letters, each once; a letter sent again after a crash counts as one."""
    seen: set[tuple[str, int, int, int]] = set()
    deleted: set[tuple[int, int]] = set()
    for message in state.dead:
        told = read_dead_letter(message.headers)
        if told is None:
            verdict.faults.append(f"a dead letter without headers: {message.topic}")
            continue
        if told.reason == "deleted_unread":
            deleted |= {(told.partition, told.offset - at) for at in range(told.messages or 1)}
            continue
        key = (told.topic, told.partition, told.offset, told.timestamp)
        source = next(
            one
            for one in state.source(told.topic)
            if (one.partition, one.offset, one.timestamp) == key[1:]
        )
        if (message.value, message.key) != (source.value, source.key):
            verdict.faults.append(f"not the original bytes: {told.topic}/{told.offset}")
        if key not in seen:
            seen.add(key)
            yield Letter(message, told, _raw_place(source))
    if deleted != state.deleted_unread:
        verdict.faults.append(
            f"deleted unread: {sorted(state.deleted_unread)}; dead letters tell {sorted(deleted)}"
        )


def _raw_place(message: Message) -> Place | None:
    if message.topic == RAW.name:
        return _lies(message)
    model = AcceptedArticle if message.topic == "articles.accepted" else CleanedArticle
    return _place(model.model_validate_json(message.value or b"").origin)


def _articles(
    state: State,
    sent: Mapping[Place, Entry],
    letters: Sequence[Letter],
    verdict: Verdict,
    reference: Reference | None,
) -> None:
    stored: dict[Revision, list[tuple[str, Document]]] = defaultdict(list)
    places: dict[Place, Revision] = {}
    for name, documents in (("articles", state.articles), ("revisions", state.revisions)):
        for one in documents:
            place = _place(one["origin"])
            entry = sent.get(place) if place else None
            if place is None or entry is None or entry.revision is None:
                verdict.faults.append(f"{name} holds what nobody published: {one['_id']}")
                continue
            stored[entry.revision].append((name, one))
            places[place] = entry.revision
    wanted = {entry.revision for entry in sent.values() if entry.revision is not None}
    dead = {sent[one.place].revision for one in letters if one.place and one.place in sent}
    lost = wanted - set(stored) - dead
    verdict.lost += len(lost)
    verdict.faults += [f"lost: article {a}, content {b}" for a, b in sorted(lost)[:5]]
    verdict.stored = len(stored)
    twice = [one for one, found in stored.items() if len(found) > 1]
    verdict.stored_twice = len(twice)
    verdict.faults += [f"stored twice: article {a}, content {b}" for a, b in sorted(twice)[:5]]
    verdict.duplicates = sum(
        entry.revision in stored and place not in places
        for place, entry in sent.items()
        if entry.revision is not None
    )
    _one_id_each(stored, verdict)
    _newest_is_current(stored, verdict)
    _admitted_once(state, sent, verdict)
    for revision, found in stored.items():
        verdict.documents[revision] = canonical(found[0][1])
        if (
            reference
            and revision[0] < EXTRA
            and reference.get(revision) != verdict.documents[revision]
        ):
            verdict.faults.append(
                f"other than without faults: article {revision}: "
                f"{_differing(reference.get(revision), verdict.documents[revision])}"
            )


def _differing(expected: bytes | None, found: bytes) -> str:
    """The names of the fields that differ."""
    if expected is None:
        return "not there"
    one, other = json.loads(expected), json.loads(found)
    return ", ".join(name for name in sorted({*one, *other}) if one.get(name) != other.get(name))


def _one_id_each(
    stored: Mapping[Revision, Sequence[tuple[str, Document]]], verdict: Verdict
) -> None:
    ids: dict[int, set[str]] = defaultdict(set)
    for (article, _), found in stored.items():
        ids[article] |= {one["article_id"] for _, one in found}
    verdict.faults += [f"article {a} has {len(i)} ids" for a, i in ids.items() if len(i) > 1]
    if len(set.union(set(), *ids.values())) != len(ids):
        verdict.faults.append("two articles share an id")


def _newest_is_current(
    stored: Mapping[Revision, Sequence[tuple[str, Document]]], verdict: Verdict
) -> None:
    newest: dict[int, tuple[tuple[int, int, int], str]] = {}
    current: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for (article, _), found in stored.items():
        for name, one in found:
            order = Origin.model_validate(one["origin"]).order
            newest[article] = max(newest.get(article, (order, name)), (order, name))
            if name == "articles":
                current[article].append(order)
    for article, (order, _) in newest.items():
        if current[article] != [order]:
            verdict.faults.append(f"the newest is not the current one: article {article}")


def _admitted_once(state: State, sent: Mapping[Place, Entry], verdict: Verdict) -> None:
    origins: dict[Revision, set[Place]] = defaultdict(set)
    for message in state.accepted:
        place = _place(AcceptedArticle.model_validate_json(message.value or b"").origin)
        entry = sent.get(place) if place else None
        if place and entry and entry.revision:
            origins[entry.revision].add(place)
    verdict.faults += [
        f"admitted from {len(found)} messages: article {revision}"
        for revision, found in origins.items()
        if len(found) > 1
    ]


def _dead(
    sent: Mapping[Place, Entry],
    letters: Sequence[Letter],
    verdict: Verdict,
    replayed: bool,
    children_killed: bool,
) -> None:
    verdict.dead_letters = len(letters)
    by_place = {one.place: one for one in letters}
    for place, entry in sent.items():
        letter = by_place.get(place)
        if entry.kind == "article":
            if letter is not None and not replayed:
                told = letter.told
                verdict.faults.append(f"{told.service} gave up an article: {told.reason}")
        elif entry.kind == "either":
            continue
        elif letter is None:
            verdict.lost += 1
            verdict.faults.append(f"no dead letter for {place}: {entry.reason}")
        elif children_killed and (entry.reason, letter.told.reason) == ("timed_out", "child_died"):
            continue
        elif (letter.told.service, letter.told.reason) != (entry.service, entry.reason):
            verdict.faults.append(f"{letter.told.reason} instead of {entry.reason}")
    if len(by_place) != len(letters) and not replayed:
        verdict.faults.append("one message has two dead letters")


def _events(state: State, verdict: Verdict) -> None:
    known = {one["article_id"]: set[str]() for one in state.articles}
    for one in (*state.articles, *state.revisions):
        known.setdefault(one["article_id"], set()).add(one["revision"])
    ids: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for message in state.enriched:
        event = EnrichedArticle.model_validate_json(message.value or b"")
        ids[event.article_id, event.revision].add(event.event_id)
        if event.revision not in known.get(event.article_id, ()):
            verdict.faults.append(f"an event without a stored revision: {event.event_id}")
    verdict.redelivered = len(state.enriched) - len(ids)
    if any(len(found) > 1 for found in ids.values()):
        verdict.faults.append("an event came again under another event_id")


def _entities(state: State) -> Iterator[str]:
    """What is known of each entity is what the stored articles say together."""
    articles = [EnrichedArticle.model_validate(one) for one in (*state.articles, *state.revisions)]
    wanted = {one.id: one for one in observations(articles)}
    found = {one["_id"]: one for one in state.entities}
    if set(wanted) != set(found):
        yield f"entities: {len(set(wanted) ^ set(found))} too many or too few"
    for key in set(wanted) & set(found):
        one, there = wanted[key], found[key]
        names = one.names - {one.name}
        if (one.type, one.name, one.seen) != (
            there["type"], there["name"], (there["first_seen"], there["last_seen"]),
        ) or names != set(there["aliases"]):  # fmt: skip
            yield f"entity {key} is not what its articles say"


def canonical(document: Document) -> bytes:
    """A document without what tells of its handling."""
    kept = {key: value for key, value in document.items() if key not in ABOUT_HANDLING | {"_id"}}
    kept["stages"] = [
        {key: value for key, value in stage.items() if key != "seconds"} for stage in kept["stages"]
    ]
    return json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False).encode()
