"""Puts tagging together: a process pool between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.runtime.pool.pool import pool_of
from services.runtime.stage import Stage
from services.tagging.registration import SERVICE
from services.tagging.settings import TaggingSettings

settings_class = TaggingSettings


@asynccontextmanager
async def open_stages(settings: TaggingSettings) -> AsyncIterator[list[Stage]]:
    """The stage, with its process pool running."""
    async with pool_of("tagging", "services.tagging.tagger:work", settings) as pool:
        yield [SERVICE.stage(pool.handle, limit_bytes=None)]


open_offline = open_stages
