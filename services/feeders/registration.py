"""What feeders tells of itself."""

from schemas.topics import RAW
from services.runtime.registration import Collection, Resources, ServiceSpec

SERVICE = ServiceSpec(
    name="feeders",
    title="fetches what feeds and sitemaps name, and hands it in as articles",
    app="services.feeders.app",
    outputs=(RAW,),
    outcome_word="fetched",
    extra="feeders",
    needs=frozenset({"mongo", "internet"}),
    collections=(
        Collection("sources", "a digest of its address", "each source, its state and its health"),
        Collection("sources.seen", "source:entry", "the entries that were delivered"),
        Collection("sources.hosts", "the host", "when it may be asked again"),
    ),
    metrics="services.feeders.metrics",
    resources=Resources(memory_limit_mb=1024, min_replicas=1, max_replicas=2),
    offline=False,
)
