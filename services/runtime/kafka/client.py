"""How we reach Kafka: client options, and waiting until it is there."""

import ssl
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaClient, AIOKafkaConsumer, TopicPartition
from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError

from services.runtime.kafka import connections, deleted_records, fetched_batches
from services.runtime.retry import Lacking, Outage
from services.runtime.settings import Settings

LOG_APPEND_TIME = 1
"""The type of a timestamp that the broker set; 0 is one that the producer did."""

METADATA_SECONDS = 30
"""After this long a client asks again which partitions there are, and who leads them."""

READ_COMMITTED = "read_committed"
"""The isolation level of all our consumers: what a transaction aborted was never published."""

connections.install()
fetched_batches.install()
deleted_records.install()


def group_id(service: str) -> str:
    """The consumer group of a service; another name would read every topic from its start."""
    return f"wireroom-{service}"


def ssl_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context that the settings ask for, or None."""
    if not settings.kafka_security.endswith("SSL"):
        return None
    return ssl.create_default_context(cafile=settings.kafka_ca_file)


def client_options(settings: Settings) -> dict[str, Any]:
    """The keyword arguments that every aiokafka client needs."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka,
        "security_protocol": settings.kafka_security,
        "ssl_context": ssl_context(settings),
        "metadata_max_age_ms": METADATA_SECONDS * 1000,
    }
    if settings.kafka_security.startswith("SASL"):
        password = settings.kafka_password
        options |= {
            "sasl_mechanism": settings.kafka_sasl_mechanism,
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": password.get_secret_value() if password else None,
        }
    return options


async def refusal(settings: Settings) -> str | None:
    """Why a broker that can be reached won't have us, such as a wrong password or certificate.

    None if none can be reached, or nothing is wrong. aiokafka's clients only say that they have
    found no broker.
    """
    options = client_options(settings)
    del options["metadata_max_age_ms"]
    for host, port, _ in collect_hosts(options.pop("bootstrap_servers")):
        try:
            connection = await create_conn(host, port, request_timeout_ms=5_000, **options)
        except ssl.SSLError as error:
            return f"TLS: {getattr(error, 'verify_message', None) or error.reason or error}"
        except (KafkaConnectionError, OSError, TimeoutError):
            continue
        except KafkaError as error:
            return f"authentication: {(str(error).splitlines() or [''])[0]}"
        connection.close()
        return None
    return None


def readable_end(consumer: AIOKafkaConsumer, part: TopicPartition, end: int) -> int:
    """One past the last message that can be read of a partition which ends at ``end``: those of a
    transaction that is open can't be yet. As the last fetch told it."""
    stable = consumer.last_stable_offset(part)
    return end if stable is None or stable < 0 else min(stable, end)


async def wait_for_topics(settings: Settings, topics: Iterable[str]) -> None:
    """Return if the broker answers and has these topics, else raise Outage."""
    client = AIOKafkaClient(**client_options(settings))
    try:
        await client.bootstrap()
        there = (await client.fetch_all_metadata()).topics()
    except (KafkaError, OSError) as error:
        raise Outage("kafka", await refusal(settings) or error) from error
    finally:
        await client.close()
    missing = sorted(set(topics) - set(there))
    if missing:
        raise Lacking(
            "kafka",
            f"no topic {', '.join(missing)} at {settings.kafka}; `wireroom topics create` makes it",
        )
