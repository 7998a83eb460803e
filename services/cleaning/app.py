"""Puts cleaning together: a process pool between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.cleaning.registration import SERVICE
from services.runtime.pool.pool import pool_of
from services.runtime.pool.settings import PoolSettings
from services.runtime.stage import Stage


class CleaningSettings(PoolSettings):
    """Settings of cleaning."""


settings_class = CleaningSettings


@asynccontextmanager
async def open_stages(settings: CleaningSettings) -> AsyncIterator[list[Stage]]:
    """The stage, with its process pool running."""
    async with pool_of("cleaning", "services.cleaning.pool_work:work", settings) as pool:
        yield [SERVICE.stage(pool.handle, limit_bytes=None)]


open_offline = open_stages
