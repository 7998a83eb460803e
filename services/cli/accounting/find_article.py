"""Finds the one article that a user's name for it means: in the store first, then on the topics."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from aiokafka import TopicPartition

from schemas.dead_letter import DeadLetter, read_dead_letter
from schemas.topics import RAW, dead_topic
from services.cli.accounting.article_names import (
    ArticleName,
    Identity,
    article_key,
    ids_from_name,
    split_entry,
)
from services.cli.accounting.outcomes import name_of
from services.cli.errors import CommandError
from services.cli.inputs.drafts import Draft, Files, ReadOptions
from services.cli.inputs.input_files import READ_KINDS, find_files, kind_of
from services.cli.messages.waiting import tell_missing
from services.cli.progress_display import SILENT, Progress
from services.cli.samples import SAMPLES
from services.runtime.kafka.reader import Record, as_message, read_all, read_one
from services.runtime.mongo.client import Database, Document, outages
from services.runtime.registration import topology
from services.runtime.settings import Settings

MOST_CANDIDATES = 5
"""Articles that are told by name where a name fits several."""
SHOWN = {"title": True, "domain": True, "source": True, "external_id": True}


@dataclass(slots=True)
class FoundArticle:
    """What a name means: an article, or a message that holds none.

    ``positions`` are messages on ``articles.raw`` that are meant beside those of the article.
    """

    given: str
    article_id: str | None = None
    positions: set[str] = field(default_factory=set)
    letter: DeadLetter | None = None
    """The dead letter that was named, and where it lies."""
    letter_id: str | None = None


async def find_article(
    settings: Settings, database: Database, given: str, progress: Progress = SILENT
) -> FoundArticle:
    """The article that ``given`` means; see ``article_names``.

    Raises CommandError if it means none or several, Outage if the store is away, ReadError if the
    store does not know it and the topics can't be read.
    """
    all_topics = topology().all_topics
    name = ArticleName.read(given, all_topics)
    if name.message is not None:
        return await _of_message(settings, name)
    drafts = _drafts_of(given)
    names = ids_from_name(Path(given)) if drafts else []
    name = ArticleName.read(given, all_topics, [one.value for one in drafts], names)
    candidates = await _in_store(database, name)
    found = FoundArticle(given)
    if not candidates:
        progress.waiting_for(f"looking for it on {RAW.name}, for the store does not know it")
        found, candidates = await _on_topics(settings, name)
    if name.prefix in candidates:
        candidates = {name.prefix: candidates[name.prefix]}
    if len(candidates) > 1:
        raise CommandError(_ambiguous(given, candidates))
    found.article_id = next(iter(candidates), None)
    if found.article_id is None and not found.positions:
        raise CommandError(f"{given}: {_nothing(name, bool(drafts))}")
    return found


async def _of_message(settings: Settings, name: ArticleName) -> FoundArticle:
    """What the message holds that was named by its place."""
    assert name.message is not None
    topic, partition, offset = name.message
    record = await read_one(settings, TopicPartition(topic, partition), offset)
    found = FoundArticle(name.given)
    if record is None:
        if topic == RAW.name:
            # Its dead letter stays longer than it does.
            found.positions.add(name_of(name.message))
            return found
        raise CommandError(f"{name.given}: no such message (any more)")
    is_raw = topic in (RAW.name, dead_topic(RAW).name)
    if is_raw:
        found.article_id = _identity(record).article_id if _is_admitted(record) else None
    elif key := article_key(record.value):
        found.article_id = key.article_id
    if topic == RAW.name:
        found.positions.add(name_of(name.message))
    if topic in topology().dead_topics and (letter := read_dead_letter(record.headers)):
        found.letter, found.letter_id = letter, name_of(name.message)
        if letter.topic == RAW.name:
            found.positions.add(name_of((letter.topic, letter.partition, letter.offset)))
    if found.article_id is None and not found.positions:
        raise CommandError(f"{name.given}: this message holds no article")
    return found


def _identity(record: Record) -> Identity:
    return Identity.of_value(record.value, as_message(record).origin)


def _is_admitted(record: Record) -> bool:
    return _identity(record).digest is None


async def _in_store(database: Database, name: ArticleName) -> dict[str, str]:
    """The articles that the store and intake's ledger know by it: what each is, by id."""
    articles, ledger = database["articles"], database["ledger"]
    queries: list[Document] = [{"_id": one} for one in sorted(name.ids)]
    if name.prefix is not None:
        queries.append(_beginning_with(name.prefix))
    if name.url is not None:
        queries.append({"url": {"$in": [*name.urls, name.given]}})
    queries += [{"external_id": one} for one in sorted(name.external_ids)]
    queries += [{"external_id": own, "source": one} for one, own in sorted(name.sources_and_ids)]
    found: dict[str, str] = {}
    with outages():
        for query in queries:
            async for one in articles.find(query, SHOWN).limit(MOST_CANDIDATES + 1):
                found[one["_id"]] = _in_brief(one)
        for beginning in (*sorted(name.ids), *([name.prefix] if name.prefix else [])):
            keys = ledger.find(_beginning_with(beginning), {"_id": True})
            # Of each article one entry for each source that wrote of it.
            async for one in keys.limit(10 * MOST_CANDIDATES):
                found.setdefault(re.split("[:~]", one["_id"])[0], "not stored")
    return found


def _beginning_with(prefix: str) -> Document:
    # The letter after f: ids are hex digits.
    return {"_id": {"$gte": prefix, "$lt": f"{prefix}g"}}


def _in_brief(article: Document) -> str:
    """What tells one article from another, for people."""
    source, own = article.get("source"), article.get("external_id")
    named = f"{source}/{own}" if source and own else article.get("domain")
    title = article.get("title")
    shown = f'"{title[:60]}"' if title else "no title"
    return f"{shown}, {named}" if named else shown


async def _on_topics(settings: Settings, name: ArticleName) -> tuple[FoundArticle, dict[str, str]]:
    """What ``articles.raw`` and its dead letters know by it: also what no service admitted."""
    found, candidates = FoundArticle(name.given), dict[str, str]()
    async for record in read_all(settings, [RAW.name, dead_topic(RAW).name], tell_missing):
        one = _identity(record)
        if not name.is_about(one):
            continue
        if one.digest is None and one.article_id is not None:
            candidates[one.article_id] = "not stored"
        elif record.topic == RAW.name:
            found.positions.add(name_of((record.topic, record.partition, record.offset)))
        elif letter := read_dead_letter(record.headers):
            found.positions.add(name_of((letter.topic, letter.partition, letter.offset)))
    return found, candidates


def _ambiguous(given: str, candidates: dict[str, str]) -> str:
    some = [f"{key[:12]} ({told})" for key, told in islice(candidates.items(), MOST_CANDIDATES)]
    more = " and more" if len(candidates) > len(some) else ""
    count = "several" if more else str(len(candidates))
    return f"{given} fits {count} articles; name one by its id: {', '.join(some)}{more}"


def _nothing(name: ArticleName, is_file: bool) -> str:
    if is_file:
        return (
            f"no article of this content was published, as far as {RAW.name} and the store tell; "
            "name it by its URL or id"
        )
    if Path(name.given).is_file():
        return f"not a {READ_KINDS} file, and no topic and no collection knows this name"
    if kind_of(Path(name.given)) and "://" not in name.given:
        return "no such file, and no topic and no collection knows this name"
    short = name.prefix is None and 0 < len(name.given) < 8
    hint = "; of an id, give 8 characters or more" if short else ""
    return f"no topic and no collection knows it{hint}"


def _drafts_of(given: str) -> list[Draft]:
    """The messages that publishing the file of this name gives; none if there is no such file.

    Raises CommandError if it holds several articles and no entry is named.
    """
    entry = ""
    path = _path(given)
    if path is None:
        whole, entry = split_entry(given)
        path = _path(whole) if entry else None
    if path is None:
        return []
    drafts = list(islice(_entries(path, entry, unchecked=False), MOST_CANDIDATES + 1))
    # What is no article may have been published as it is.
    drafts = drafts or list(islice(_entries(path, entry, unchecked=True), MOST_CANDIDATES + 1))
    if len(drafts) > 1:
        some = ", ".join(one.where for one in drafts[:MOST_CANDIDATES])
        more = ", …" if len(drafts) > MOST_CANDIDATES else ""
        raise CommandError(f"{given} holds several articles; name one: {some}{more}")
    return drafts


def _path(name: str) -> Path | None:
    """The file of this name, here or among the samples."""
    for path in (Path(name), SAMPLES / Path(name).name):
        # A name can be too long, or hold what no path may.
        with suppress(OSError, ValueError):
            if path.is_file() and kind_of(path):
                return path
    return None


def _entries(path: Path, entry: str, unchecked: bool) -> Iterator[Draft]:
    for found in Files(find_files([str(path)]), ReadOptions(unchecked=unchecked)):
        if isinstance(found, Draft) and (not entry or found.where.endswith(path.name + entry)):
            yield found
