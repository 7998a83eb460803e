"""Cleaning as a service: its child processes, between its two topics."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from schemas.topics import ACCEPTED, CLEANED
from services.runtime.pool.pool import pool_of
from services.runtime.pool.settings import PoolSettings
from services.runtime.stage import Stage
from services.runtime.version import VERSION


class CleaningSettings(PoolSettings):
    """Settings of cleaning."""


settings_class = CleaningSettings


@asynccontextmanager
async def open_stage(settings: CleaningSettings) -> AsyncIterator[Stage]:
    """The stage, with its child processes running."""
    async with pool_of("cleaning", "services.cleaning.pool_work:work", settings) as children:
        yield Stage("cleaning", VERSION, ACCEPTED, CLEANED, children.handle)


open_offline = open_stage
