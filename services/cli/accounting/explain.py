"""Gathers one article's whole way from every topic and the store."""

from dataclasses import dataclass, field

from schemas.articles import AcceptedArticle
from schemas.dead_letter import read_dead_letter
from schemas.topics import RAW
from services.cli.accounting.article_names import ArticleKey, article_key
from services.cli.accounting.find_article import FoundArticle, find_article
from services.cli.accounting.outcomes import MessagePosition, name_of
from services.cli.accounting.store_records import ledger_ids, read_records
from services.cli.accounting.timeline import (
    Step,
    dead_letter_step,
    in_order,
    published_step,
    publisher_steps,
    stored_step,
)
from services.cli.dead_letters.handled_store import handled
from services.cli.dead_letters.operations import parse_dead_letter
from services.cli.inputs.as_admitted import as_admitted
from services.cli.messages.waiting import tell_missing
from services.cli.progress_display import SILENT, Progress
from services.runtime.kafka.reader import as_message, read_all
from services.runtime.mongo.client import Database, connect, outages
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.stage import Message, Rejected, decode

Found = tuple[Message, AcceptedArticle | None]


@dataclass(slots=True)
class Subject:
    """What is told of: one article, or messages on ``articles.raw`` that hold none."""

    article_id: str | None
    positions: set[str] = field(default_factory=set)
    """Places on ``articles.raw``: grows by those of the article."""

    def is_about(self, position: MessagePosition, article: AcceptedArticle | None) -> bool:
        """Whether a raw message is meant; its dead letter is from then on."""
        is_meant = name_of(position) in self.positions or (
            article is not None and article.article_id == self.article_id
        )
        if is_meant:
            self.positions.add(name_of(position))
        return is_meant


async def explain_article(
    settings: Settings, given: str, progress: Progress = SILENT
) -> tuple[FoundArticle, list[Step]]:
    """What ``given`` means, and all that can be told of it in order of time.

    Reads every topic once. Raises CommandError if ``given`` means no article or several, Outage
    if the store is away, ReadError if the topics can't be read.
    """
    async with connect(settings) as database:
        found = await find_article(settings, database, given, progress)
        return found, await steps_of(settings, database, found, progress)


async def steps_of(
    settings: Settings, database: Database, found: FoundArticle, progress: Progress = SILENT
) -> list[Step]:
    """All that can be told of an article, in order of time. Raises as ``explain_article``."""
    wanted = Subject(found.article_id, set(found.positions))
    progress.waiting_for(f"reading {RAW.name}")
    messages = await _raw(settings, wanted)
    progress.waiting_for("reading the topics behind it")
    steps = await _published(settings, wanted)
    progress.waiting_for("reading the dead letters")
    steps += await _dead_letters(settings, wanted)
    progress.waiting_for("asking the store")
    there = [one for _, one in messages if one]
    records = await read_records(
        database, {one.article_id for one in there}, set[str]().union(*map(ledger_ids, there))
    )
    with outages():
        for collection, id_field in (("articles", "_id"), ("revisions", "article_id")):
            async for one in database[collection].find({id_field: wanted.article_id}):
                steps.append(stored_step(collection, one))
    for message, article in messages:
        position = (message.topic, message.partition, message.offset)
        repeated = None
        if article and (known := records.get(article.article_id)):
            repeated = known.repeated_by(message.origin, article.revision)
        steps += publisher_steps(position, message.timestamp, message.headers, article, repeated)
    return in_order(steps)


async def _raw(settings: Settings, wanted: Subject) -> list[Found]:
    found: list[Found] = []
    signer = await open_signer(settings)
    async for record in read_all(settings, [RAW.name]):
        message = signer.believed(as_message(record))
        admitted = as_admitted(message.value, message.origin)
        article = None if isinstance(admitted, Rejected) else admitted
        if wanted.is_about((record.topic, record.partition, record.offset), article):
            found.append((message, article))
    return found


async def _published(settings: Settings, wanted: Subject) -> list[Step]:
    topics = {name: one for name, one in topology().topics.items() if name != RAW.name}
    steps: list[Step] = []
    async for record in read_all(settings, topics, tell_missing):
        key = article_key(record.value)
        if key is None or key.article_id != wanted.article_id:
            continue
        article = decode(topics[record.topic].model, record.value)
        position = (record.topic, record.partition, record.offset)
        shown = key if isinstance(article, Rejected) else article
        steps.append(published_step(position, record.timestamp, record.headers, shown))
    return steps


async def _dead_letters(settings: Settings, wanted: Subject) -> list[Step]:
    steps: list[Step] = []
    async with handled(settings) as memory:
        async for record in read_all(settings, topology().dead_topics, tell_missing):
            letter = read_dead_letter(record.headers)
            if letter is None:
                continue
            key = article_key(record.value)
            if topology().source_of(record.topic).name == RAW.name:
                message = as_message(record)
                admitted = as_admitted(message.value, message.origin)
                key = (
                    None
                    if isinstance(admitted, Rejected)
                    else ArticleKey(article_id=admitted.article_id, revision=admitted.revision)
                )
            position = name_of((letter.topic, letter.partition, letter.offset))
            if position not in wanted.positions and (
                key is None or key.article_id != wanted.article_id
            ):
                continue
            letter_message = parse_dead_letter(record)
            done = (await memory.find([letter_message.id])).get(letter_message.id)
            revision = key.revision if key else None
            steps.append(dead_letter_step((*letter_message.place,), letter, revision, done))
    return steps
