"""Every metric of the services, and nothing else: the one list that dashboards are built from.

Labels come from fixed lists only: service names, outcome names, ``Reason``, dependencies.
"""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter(
    "wireroom_messages_total",
    "Messages by how they ended; reason is empty for published and stored.",
    ["service", "outcome", "reason"],
)
BATCH_SECONDS = Histogram(
    "wireroom_batch_seconds",
    "Seconds from taking a batch to the delivery of all that came of it.",
    ["service"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120),
)
BATCH_MESSAGES = Histogram(
    "wireroom_batch_messages",
    "Messages in a batch.",
    ["service"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
RETRIES = Counter(
    "wireroom_retries_total",
    "Tries repeated because something was away: kafka, mongo or the child processes.",
    ["service", "dependency"],
)
IN_FLIGHT = Gauge(
    "wireroom_in_flight_messages", "Messages taken and not yet acknowledged.", ["service"]
)
LAST_PROGRESS = Gauge(
    "wireroom_last_progress_timestamp_seconds",
    "When a batch was last finished, seconds since 1970 UTC.",
    ["service"],
)
CHILDREN_RESTARTED = Counter(
    "wireroom_children_restarted_total",
    "Child processes replaced because they were silent too long or died.",
    ["service", "cause"],
)
BUILD_INFO = Gauge(
    "wireroom_build_info", "Always 1; the version that runs.", ["service", "version"]
)
