"""The topics as they should be, and how others differ from them."""

from dataclasses import replace

from schemas.topics import TOPICS
from services.cli.messages.topic_admin import differences, wanted_shapes


def test_three_brokers_keep_three_copies() -> None:
    one, three = wanted_shapes(1, None), wanted_shapes(3, 24)
    assert set(one) == set(three) == set(TOPICS)
    raw = "articles.raw"
    assert (one[raw].partitions, one[raw].replicas) == (12, 1)
    assert (three[raw].partitions, three[raw].replicas) == (24, 3)
    assert "min.insync.replicas" not in one[raw].configs
    assert three[raw].configs["min.insync.replicas"] == "2"


def test_differences_are_named_one_by_one() -> None:
    wanted = wanted_shapes(1, None)
    assert differences(wanted, wanted) == []
    actual = dict(wanted)
    del actual["articles.cleaned"]
    raw = actual["articles.raw"]
    configs = {**raw.configs, "retention.ms": "1", "segment.ms": "9"}
    del configs["cleanup.policy"]
    actual["articles.raw"] = replace(raw, partitions=1, configs=configs)
    assert differences(wanted, actual) == [
        ("articles.raw", "partitions", "1", "12"),
        ("articles.raw", "retention.ms", "1", "604800000"),
        ("articles.raw", "cleanup.policy", "not set", "delete"),
        ("articles.cleaned", "topic", "missing", "there"),
    ]
