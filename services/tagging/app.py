"""Tagging as a service: its child processes, between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schemas.topics import CLEANED, ENRICHED
from services.runtime.pool.pool import pool_of
from services.runtime.stage import Stage
from services.runtime.version import VERSION
from services.tagging.settings import TaggingSettings

settings_class = TaggingSettings


@asynccontextmanager
async def open_stage(settings: TaggingSettings) -> AsyncIterator[Stage]:
    """The stage, with its child processes running."""
    async with pool_of("tagging", "services.tagging.tagger:work", settings) as children:
        yield Stage("tagging", VERSION, CLEANED, ENRICHED, children.handle)


open_offline = open_stage
