"""What the gateway measures of its own."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter(
    "wireroom_gateway_requests_total",
    "Requests to the gateway by its route and the status that was answered.",
    ["route", "status"],
)
REQUEST_SECONDS = Histogram(
    "wireroom_gateway_request_seconds",
    "Seconds from a request to the gateway to the begin of its answer, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
VERDICTS = Counter(
    "wireroom_gateway_verdicts_total",
    "Articles sent to the gateway by their verdict; reason is empty for accepted ones.",
    ["verdict", "reason"],
)
BODY_BYTES = Gauge(
    "wireroom_gateway_body_bytes", "Bytes of bodies that the gateway handles just now."
)
