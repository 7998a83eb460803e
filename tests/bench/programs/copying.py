"""Our worker with a stage that decodes an article, copies it and encodes it: what carrying costs.

``python -m tests.bench.programs.copying IN OUT GROUP``, with ``WIREROOM_*`` settings.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace

from schemas.articles import AcceptedArticle
from schemas.topics import ACCEPTED
from services.runtime.service import run
from services.runtime.settings import Settings
from services.runtime.stage import Message, Outcome, Rejected, Stage, decode, publish


def _copy(message: Message) -> Outcome:
    article = decode(AcceptedArticle, message.value)
    if isinstance(article, Rejected):
        return article
    return publish(article.article_id, article.model_copy())


async def copy(batch: Sequence[Message]) -> list[Outcome]:
    return [_copy(message) for message in batch]


def main(source: str, target: str, group: str) -> None:
    topics = replace(ACCEPTED, name=source), replace(ACCEPTED, name=target)

    @asynccontextmanager
    async def open_stages(settings: Settings) -> AsyncIterator[list[Stage]]:
        yield [Stage(group, "1", topics[0], topics[1:], copy)]

    app = SimpleNamespace(settings_class=Settings, open_stages=open_stages)
    run(group, app, Settings())


if __name__ == "__main__":
    main(*sys.argv[1:])
