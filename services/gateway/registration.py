"""What the gateway tells of itself."""

from schemas.topics import RAW
from services.runtime.registration import Collection, Door, Resources, ServiceSpec

SERVICE = ServiceSpec(
    name="gateway",
    title="lets articles in and out over HTTP, for those without a Kafka client",
    app="services.gateway.app",
    outputs=(RAW,),
    extra="gateway",
    needs=frozenset({"mongo"}),
    collections=(
        Collection("api_keys", "the key's id", "API keys: hashes, sources, scopes, limits"),
        Collection("idempotency", "key and Idempotency-Key", "answers to repeat, for a day"),
    ),
    metrics="services.gateway.metrics",
    resources=Resources(max_replicas=2),
    offline=False,
    door=Door("gateway_port", "gateway_host", 8080),
)
