"""Settings come from the environment, and show no secret."""

import pytest
from pydantic import ValidationError

from services.runtime.settings import Settings

SECRET = "planted-secret"


def test_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_KAFKA", "h:1")
    monkeypatch.setenv("WIREROOM_BATCH_SIZE", "7")
    monkeypatch.setenv("WIREROOM_NO_SUCH_THING", "x")
    settings = Settings()
    assert (settings.kafka, settings.batch_size, settings.most_together) == ("h:1", 7, 7)


def test_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_MONGO", f"mongodb://u:{SECRET}@h/")
    monkeypatch.setenv("WIREROOM_KAFKA_PASSWORD", SECRET)
    settings = Settings()
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()
    assert SECRET in settings.mongo.get_secret_value()


@pytest.mark.parametrize(
    ("name", "value"),
    [("KAFKA_SECURITY", "TLS"), ("HTTP_PORT", "70000"), ("BATCH_SIZE", "0"), ("LOG_LEVEL", "x"),
     ("STOP_SECONDS", "0"), ("MAX_MESSAGE_BYTES", "10")],
)  # fmt: skip
def test_a_wrong_value_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"WIREROOM_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_they_can_not_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().batch_size = 3


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (None, []),
        ("", []),
        (" , ", []),
        ("sixteen letters!", [b"sixteen letters!"]),
        ("the newest of keys, one that is older", [b"the newest of keys", b"one that is older"]),
    ],
)
def test_keys_are_separated_by_commas(
    given: str | None, keys: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    if given is not None:
        monkeypatch.setenv("WIREROOM_SIGNING_KEYS", given)
    assert Settings().signing_secrets == keys


def test_a_key_that_can_be_guessed_is_refused_and_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREROOM_SIGNING_KEYS", f"the newest of keys,{SECRET[:15]}")
    with pytest.raises(ValidationError, match="a key has at least 16 characters") as refused:
        Settings()
    assert SECRET[:15] not in str(refused.value)
