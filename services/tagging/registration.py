"""What tagging tells of itself."""

from schemas.topics import CLEANED, ENRICHED
from services.runtime.registration import Resources, ServiceSpec

SERVICE = ServiceSpec(
    name="tagging",
    title="names what is in them: mentions, joined into entities, linked to Wikidata",
    app="services.tagging.app",
    version="8",
    inputs=(CLEANED,),
    outputs=(ENRICHED,),
    outcome_word="tagged",
    in_audit=True,
    extra="tagging",
    resources=Resources(
        cpu=1,
        memory_mb=640,  # 480 were measured under load.
        memory_limit_mb=2048,
        pool_processes=2,
        scale_replicas=3,
        max_replicas=12,
        lag_threshold=200,
    ),
)
