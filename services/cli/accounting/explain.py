"""Gathers one article's story from every topic and the store."""

import re
from dataclasses import dataclass, field

from schemas.articles import AcceptedArticle, Origin, RawArticle
from schemas.dead_letter import read_dead_letter
from schemas.topics import RAW
from services.cli.accounting.audit import AT, article_key
from services.cli.accounting.outcomes import MessagePosition, key_of, name_of
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
from services.intake.canonical_url import canonical_url
from services.intake.logic import admit, article_id
from services.runtime.kafka.reader import Record, as_message, read_all
from services.runtime.mongo.client import connect, outages
from services.runtime.registration import topology
from services.runtime.settings import Settings
from services.runtime.stage import Rejected, decode

ID = re.compile(r"[0-9a-f]{32}")
PLACE = re.compile(r"articles\.raw/\d+/\d+")

Found = tuple[Record, AcceptedArticle | None]


@dataclass(slots=True)
class Subject:
    """What the story is about: an article_id, an address, or one message on ``articles.raw``."""

    name: str
    ids: set[str] = field(default_factory=set)
    spots: set[str] = field(default_factory=set)
    url: str | None = None
    told: set[str] = field(default_factory=set)
    """The articles of which something was found."""

    def __post_init__(self) -> None:
        if ID.fullmatch(self.name):
            self.ids.add(self.name)
        elif PLACE.fullmatch(self.name):
            self.spots.add(self.name)
        elif url := canonical_url(self.name):
            self.url = url
            # Whose publisher gave no id of its own; the others are found by their address.
            self.ids.add(article_id(RawArticle(text="-"), url))

    def is_about(self, spot: MessagePosition, article: AcceptedArticle | None) -> bool:
        """Whether a raw message is meant; its article is from then on."""
        is_meant = name_of(spot) in self.spots or (
            article is not None
            and (
                article.article_id in self.ids
                or (self.url is not None and article.canonical_url == self.url)
            )
        )
        if is_meant:
            self.spots.add(name_of(spot))
            self.ids |= {article.article_id} if article else set()
            self.told |= {article.article_id} if article else set()
        return is_meant


async def explain_article(settings: Settings, name: str) -> tuple[Subject, list[Step]]:
    """All that can be told, in order of time. Reads every topic once, ``articles.raw`` twice."""
    wanted = Subject(name)
    # Once for the article's id, which may stand in a later message than one that only shares it.
    await _raw(settings, wanted)
    found = await _raw(settings, wanted)
    steps = await _passed(settings, wanted)
    steps += await _parked(settings, wanted)
    async with connect(settings) as database:
        with outages():
            keys = [key_of(one.article_id, one.revision) for _, one in found if one]
            origins = {
                entry["_id"]: Origin.model_validate(entry["origin"])
                async for entry in database["ledger"].find({"_id": {"$in": keys}})
            }
            for collection in ("articles", "revisions"):
                query = {"article_id": {"$in": sorted(wanted.ids)}}
                async for one in database[collection].find(query):
                    steps.append(stored_step(collection, one))
                    wanted.told.add(one["article_id"])
    for record, article in found:
        spot = (record.topic, record.partition, record.offset)
        admitted = origins.get(key_of(article.article_id, article.revision)) if article else None
        steps += publisher_steps(spot, record.timestamp, record.headers, article, admitted)
    return wanted, in_order(steps)


async def _raw(settings: Settings, wanted: Subject) -> list[Found]:
    found: list[Found] = []
    async for record in read_all(settings, [RAW.name]):
        message = as_message(record)
        admitted = admit(message.value, message.origin, AT)
        article = None if isinstance(admitted, Rejected) else admitted
        if wanted.is_about((record.topic, record.partition, record.offset), article):
            found.append((record, article))
    return found


async def _passed(settings: Settings, wanted: Subject) -> list[Step]:
    topics = {name: one for name, one in topology().topics.items() if name != RAW.name}
    steps: list[Step] = []
    async for record in read_all(settings, topics):
        key = article_key(record.value)
        if key is None or key.article_id not in wanted.ids:
            continue
        article = decode(topics[record.topic].model, record.value)
        spot = (record.topic, record.partition, record.offset)
        shown = key if isinstance(article, Rejected) else article
        steps.append(published_step(spot, record.timestamp, record.headers, shown))
    return steps


async def _parked(settings: Settings, wanted: Subject) -> list[Step]:
    steps: list[Step] = []
    async with handled(settings) as memory:
        async for record in read_all(settings, topology().dead_topics):
            letter = read_dead_letter(record.headers)
            is_raw = topology().source_of(record.topic).name == RAW.name
            article = None if is_raw else article_key(record.value)
            if letter is None or not (
                (article is not None and article.article_id in wanted.ids)
                or name_of((letter.topic, letter.partition, letter.offset)) in wanted.spots
            ):
                continue
            message = parse_dead_letter(record)
            done = (await memory.find([message.id])).get(message.id)
            revision = article.revision if article else None
            steps.append(dead_letter_step((*message.place,), letter, revision, done))
    return steps
