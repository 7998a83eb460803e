"""Puts cleaning together: a process pool between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from schemas.owner import owner_of_accepted
from services.cleaning.registration import SERVICE
from services.runtime.pool.pool import pool_of
from services.runtime.pool.settings import PoolSettings
from services.runtime.probe import all_come_out
from services.runtime.stage import Stage

WORK = "services.cleaning.pool_work:work"
LEAST_SECONDS = 0.05
"""What a page of a slow domain gets at least; an ordinary page of 40 KB takes 20 ms."""


class CleaningSettings(PoolSettings):
    """Settings of cleaning."""


settings_class = CleaningSettings


@asynccontextmanager
async def open_stages(settings: CleaningSettings) -> AsyncIterator[list[Stage]]:
    """The stage, with its process pool running."""
    async with pool_of(
        "cleaning", WORK, settings, owner_of=owner_of_accepted, least_seconds=LEAST_SECONDS
    ) as pool:
        probe = partial(all_come_out, pool.handle_with_full_time, "services.cleaning")
        yield [SERVICE.stage(pool.handle, limit_bytes=None, probe=probe)]


open_offline = open_stages
