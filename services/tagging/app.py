"""Puts tagging together: a process pool between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from schemas.owner import owner_of_cleaned
from services.runtime.pool.pool import pool_of
from services.runtime.probe import all_come_out
from services.runtime.stage import Stage
from services.tagging.registration import SERVICE
from services.tagging.settings import TaggingSettings

LEAST_SECONDS = 0.2
"""What an article of a slow domain gets at least; an ordinary one of 4 KB takes 20 ms alone."""

settings_class = TaggingSettings


@asynccontextmanager
async def open_stages(settings: TaggingSettings) -> AsyncIterator[list[Stage]]:
    """The stage, with its process pool running."""
    async with pool_of(
        "tagging",
        "services.tagging.tagger:work",
        settings,
        owner_of=owner_of_cleaned,
        least_seconds=LEAST_SECONDS,
    ) as pool:
        probe = partial(all_come_out, pool.handle_with_full_time, "services.tagging")
        yield [SERVICE.stage(pool.handle, limit_bytes=None, probe=probe)]


open_offline = open_stages
