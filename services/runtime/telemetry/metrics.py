"""Every metric that the runtime measures: dashboards are built from this list.

A label's values come from a fixed list (services, outcomes, ``Reason``, dependencies, …), or, where
they come out of the articles, through a ``Bounded``, so that no input can make the list grow.
"""

from prometheus_client import Counter, Gauge, Histogram

MESSAGES = Counter(
    "wireroom_messages_total",
    "Messages by how they ended; reason is empty for published and stored.",
    ["service", "outcome", "reason"],
)
UNSIGNED_HEADERS = Counter(
    "wireroom_unsigned_headers_total",
    "Headers that only Wireroom may write, taken off a publisher's message: not rightly signed.",
    ["service"],
)
BATCH_SECONDS = Histogram(
    "wireroom_batch_seconds",
    "Seconds from polling a batch to the delivery of its outputs.",
    ["service"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120),
)
BATCH_MESSAGES = Histogram(
    "wireroom_batch_messages",
    "Messages in a batch.",
    ["service"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500),
)
AGE_SECONDS = Histogram(
    "wireroom_age_seconds",
    "Seconds from an article's publication on articles.raw to its end in a service.",
    ["service"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600, 14400, 86400),
)
IN_FLIGHT = Gauge(
    "wireroom_in_flight_messages", "Messages polled and not yet acknowledged.", ["service"]
)
LAST_PROGRESS = Gauge(
    "wireroom_last_progress_timestamp_seconds",
    "When a batch was last finished, seconds since 1970 UTC.",
    ["service"],
)
DELIVERY_SECONDS = Histogram(
    "wireroom_delivery_seconds",
    "Seconds until Kafka had confirmed all outputs of a batch.",
    ["service"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
STORE_SECONDS = Histogram(
    "wireroom_store_seconds",
    "Seconds of one command to MongoDB, by kind of command.",
    ["command"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
RETRIES = Counter(
    "wireroom_retries_total",
    "Attempts repeated because a dependency was unavailable: kafka, mongo or the process pool.",
    ["service", "dependency"],
)
OUTAGES = Counter(
    "wireroom_outages_total",
    "Outages of a dependency, however often it was tried.",
    ["service", "dependency"],
)
AWAY = Gauge(
    "wireroom_dependency_away",
    "1 while the service waits for the dependency, else 0.",
    ["service", "dependency"],
)
FAILURE_RUNS = Counter(
    "wireroom_failure_runs_total",
    "Runs of failures, by whose fault they were: theirs where the articles that the service "
    "carries with it passed, else ours.",
    ["service", "verdict"],
)
CHILDREN_RESTARTED = Counter(
    "wireroom_children_restarted_total",
    "Pool processes replaced because they exceeded a limit or died.",
    ["service", "cause"],
)
CHILDREN = Gauge("wireroom_children", "Pool processes that run.", ["service"])
CHILDREN_MEMORY = Gauge(
    "wireroom_children_resident_memory_bytes",
    "Resident memory of all pool processes together.",
    ["service"],
)
BUILD_INFO = Gauge(
    "wireroom_build_info", "Always 1; the version that runs.", ["service", "version"]
)


LAG = Gauge(
    "wireroom_lag_messages",
    "Messages of a service's input that it has not committed (`wireroom lag`).",
    ["service", "topic", "partition"],
)
WAITING_SECONDS = Gauge(
    "wireroom_waiting_seconds",
    "Age of the oldest message that a service has not committed, 0 if none (`wireroom lag`).",
    ["service", "topic", "partition"],
)
COMMITTED = Gauge(
    "wireroom_committed_offset",
    "Offset that a service has committed (`wireroom lag`).",
    ["service", "topic", "partition"],
)
END_OFFSET = Gauge(
    "wireroom_end_offset",
    "Messages ever written to a topic, all partitions together (`wireroom lag`).",
    ["topic"],
)
DEAD_LETTERS = Gauge(
    "wireroom_dead_letters", "Dead letters that lie on a topic (`wireroom lag`).", ["topic"]
)
DOCUMENTS = Gauge(
    "wireroom_documents", "Documents in a collection of the store (`wireroom lag`).", ["collection"]
)
STORE_DISK = Gauge(
    "wireroom_store_disk_bytes",
    "The store's file system: bytes used and in all, where the store tells (`wireroom lag`).",
    ["kind"],
)
MEASURED = Gauge(
    "wireroom_lag_measured_timestamp_seconds",
    "When `wireroom lag` last had an answer, seconds since 1970 UTC.",
    ["dependency"],
)


class Bounded:
    """Lets the first ``limit`` different values through as labels; every other is ``other``."""

    def __init__(self, limit: int, known: tuple[str, ...] = ()) -> None:
        self._limit = limit
        self._known = set(known)

    def __call__(self, value: str) -> str:
        value = value[:100]
        if value in self._known:
            return value
        if len(self._known) >= self._limit:
            return "other"
        self._known.add(value)
        return value
