"""Puts the gateway together: settings, store, producer and the routes of its rooms."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.routing import BaseRoute, Route

from services.gateway.access.keys import Access
from services.gateway.access.limits import Budget
from services.gateway.articles import routes as articles
from services.gateway.articles.idempotency import prepare
from services.gateway.articles.waiting import Follower
from services.gateway.context import Context
from services.gateway.events import routes as events
from services.gateway.openapi import described
from services.gateway.registration import SERVICE
from services.gateway.server import build, serve_until_cancelled
from services.gateway.settings import GatewaySettings
from services.runtime.doors.judging import open_judge
from services.runtime.kafka.producer import Producer
from services.runtime.mongo.client import connect
from services.runtime.mongo.signing_keys import open_signer
from services.runtime.retry import Outage, OutageMetrics, retry_until_available
from services.runtime.stage import Stage
from services.runtime.telemetry.health import Health

settings_class = GatewaySettings


@asynccontextmanager
async def open_stages(settings: GatewaySettings) -> AsyncIterator[list[Stage]]:
    """None: the gateway serves only."""
    yield []


def routes(context: Context) -> list[BaseRoute]:
    """The routes of all rooms."""
    openapi = Route("/openapi.json", described)
    return [openapi, *articles.routes(context), *events.routes(context)]


async def serve(settings: GatewaySettings, health: Health) -> None:
    """Serve until cancelled. Waits for Kafka and MongoDB first; raises OSError if the port is
    taken."""
    outages = OutageMetrics(SERVICE.name)

    def on_outage(outage: Outage) -> None:
        outages(outage)
        health.waiting_for = outage.dependency

    health.waiting_for = "start"
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        database = await enter(connect(settings))
        await retry_until_available(lambda: prepare(database), on_outage)
        signer = await retry_until_available(lambda: open_signer(settings), on_outage)
        judge = await retry_until_available(lambda: enter(open_judge(settings)), on_outage)
        producer = Producer(settings)
        stack.push_async_callback(producer.stop)
        await retry_until_available(producer.start, on_outage)
        follower = Follower(settings)
        stack.push_async_callback(follower.stop)
        outages.over()
        context = Context(
            settings,
            database,
            producer,
            signer,
            judge,
            Access(database, settings.gateway_rate),
            Budget(settings.gateway_in_flight_bytes),
            follower,
            environment(settings),
        )
        await serve_until_cancelled(build(context, routes(context)), context, health)


def environment(settings: GatewaySettings) -> dict[str, str]:
    """The environment in which commands of ours reach the same Kafka and MongoDB."""
    told = {
        "WIREROOM_KAFKA": settings.kafka,
        "WIREROOM_MONGO": settings.mongo.get_secret_value(),
        "WIREROOM_MONGO_DATABASE": settings.mongo_database,
    }
    return {**os.environ, **told}
