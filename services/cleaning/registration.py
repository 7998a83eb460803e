"""What cleaning tells of itself."""

from schemas.topics import ACCEPTED, CLEANED
from services.runtime.registration import Resources, ServiceSpec

SERVICE = ServiceSpec(
    name="cleaning",
    title="cleans them: the text and its fields, and what was taken away, with the evidence",
    app="services.cleaning.app",
    version="6",
    inputs=(ACCEPTED,),
    outputs=(CLEANED,),
    outcome_word="cleaned",
    in_audit=True,
    extra="cleaning",
    resources=Resources(
        cpu=1,
        memory_mb=384,  # 264 were measured under load.
        memory_limit_mb=1536,
        pool_processes=2,
        scale_replicas=2,
        max_replicas=12,
        lag_threshold=500,
    ),
)
