"""What takes long says so, and what does not is silent."""

import asyncio

import pytest

from services.cli.messages.waiting import tell_missing, told_if_slow, waiting_for_kafka
from services.runtime.kafka.reader import ReadError
from services.runtime.settings import Settings


async def test_only_what_is_slow_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with told_if_slow("waiting for Kafka", 60):
        await asyncio.sleep(0)
    assert capsys.readouterr().err == ""
    with told_if_slow("waiting for Kafka", 0):
        for _ in range(3):
            await asyncio.sleep(0)
    assert capsys.readouterr().err == "waiting for Kafka\n"


async def test_kafka_is_named_with_its_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.cli.messages.waiting.told_if_slow", lambda words: words)
    waiting = waiting_for_kafka(Settings(kafka="broker:9092"))
    assert str(waiting) == "waiting for Kafka at broker:9092 (WIREROOM_KAFKA)"


def test_a_missing_topic_is_told_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.cli.messages.waiting._told_missing", set())
    tell_missing(["articles.rated", "articles.rated.dead"])
    tell_missing(["articles.rated"])
    said = capsys.readouterr().err
    assert said.startswith("left out, for it is not there: articles.rated, articles.rated.dead; `")
    assert said.count("\n") == 1
    assert "topics create`" in said


@pytest.mark.parametrize("topic", ["articles.raw", "articles.cleaned", "articles.accepted.dead"])
def test_a_topic_that_articles_must_pass_is_never_left_out(topic: str) -> None:
    with pytest.raises(ReadError, match=f"no topic {topic} there"):
        tell_missing(["articles.rated", topic])
