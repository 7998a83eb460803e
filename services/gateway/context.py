"""What the routes of the gateway share: settings, store, producer, and who may ask."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.gateway.access.keys import Access
from services.gateway.access.limits import Budget
from services.gateway.settings import GatewaySettings
from services.runtime.doors.judging import Judge
from services.runtime.kafka.producer import Producer
from services.runtime.mongo.client import Database
from services.runtime.signing import Signer

if TYPE_CHECKING:
    from services.gateway.articles.waiting import Follower

EXPLAINED_AT_ONCE = 2
"""Each reads all topics."""


@dataclass
class Context:
    """Made once a process by ``app.serve``; a subpackage's ``routes(context)`` takes it."""

    settings: GatewaySettings
    database: Database
    producer: Producer
    signer: Signer
    judge: Judge
    access: Access
    budget: Budget
    follower: "Follower"
    environment: Mapping[str, str] = field(default_factory=dict)
    """In which commands of ours reach the same Kafka and MongoDB."""
    explaining: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(EXPLAINED_AT_ONCE)
    )
