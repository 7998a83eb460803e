"""Every client of Kafka gets the same options; a broker that refuses us is told from none."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.runtime.kafka.client import (
    client_options,
    group_id,
    refusal,
    ssl_context,
    wait_for_topics,
)
from services.runtime.retry import Outage
from services.runtime.settings import Settings
from tests.integration.kafka import refusing_port


def test_the_group_of_a_service_is_for_ever() -> None:
    assert group_id("intake") == "wireroom-intake"


def test_plain_options_hold_no_credentials() -> None:
    options = client_options(Settings(kafka="a:1,b:2", kafka_username="u"))
    assert options == {
        "bootstrap_servers": "a:1,b:2",
        "security_protocol": "PLAINTEXT",
        "ssl_context": None,
        "metadata_max_age_ms": 30_000,
    }


def test_sasl_options_hold_the_password_in_the_clear() -> None:
    options = client_options(
        Settings(
            kafka_security="SASL_PLAINTEXT",
            kafka_sasl_mechanism="PLAIN",
            kafka_username="u",
            kafka_password="p",  # type: ignore[arg-type]
        )
    )
    assert options["ssl_context"] is None
    assert {name: options[name] for name in options if name.startswith("sasl")} == {
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": "u",
        "sasl_plain_password": "p",
    }
    without = client_options(Settings(kafka_security="SASL_PLAINTEXT"))
    assert without["sasl_plain_password"] is None


@pytest.mark.parametrize("security", ["SSL", "SASL_SSL"])
def test_tls_checks_the_broker_whether_or_not_there_is_a_password(security: str) -> None:
    context = ssl_context(Settings(kafka_security=security))  # type: ignore[arg-type]
    assert context is not None
    assert context.check_hostname


def test_a_certificate_that_is_not_there_is_an_error_at_once(tmp_path: Path) -> None:
    settings = Settings(kafka_security="SSL", kafka_ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(FileNotFoundError):
        client_options(settings)


@pytest.fixture
async def plain() -> AsyncIterator[str]:
    """A server that does not know TLS."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"


@pytest.mark.processes
async def test_a_broker_that_is_away_refuses_nothing() -> None:
    with refusing_port() as port:
        assert await refusal(Settings(kafka=f"127.0.0.1:{port}")) is None


@pytest.mark.processes
async def test_what_is_no_tls_is_told_as_such(plain: str) -> None:
    told = await refusal(Settings(kafka=plain, kafka_security="SSL"))
    assert told is not None
    assert told.startswith("TLS: ")


@pytest.mark.processes
async def test_a_broker_that_is_away_is_an_outage() -> None:
    with refusing_port() as port, pytest.raises(Outage, match="kafka is away"):
        await wait_for_topics(Settings(kafka=f"127.0.0.1:{port}"), ["articles.raw"])
