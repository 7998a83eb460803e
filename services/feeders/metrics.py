"""Counts what feeders fetches and hands in, and how its sources are."""

from prometheus_client import Counter, Gauge

FETCHES = Counter(
    "wireroom_feed_fetches_total",
    "Polls of a source by outcome: read, unchanged, failed.",
    ["outcome"],
)
ENTRIES = Counter(
    "wireroom_feed_entries_total",
    "Entries by outcome: sent; empty, with nothing to send; too_large.",
    ["outcome"],
)
SOURCES = Gauge(
    "wireroom_feed_sources",
    "Sources by verdict: well, failing, silent, doubled, lacking, paused, learning.",
    ["verdict"],
)
