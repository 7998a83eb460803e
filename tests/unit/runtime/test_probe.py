"""Articles whose outcome is known are told right from wrong, and no cache can know them."""

import json
from collections.abc import Sequence

import pytest

from services.runtime import probe
from services.runtime.probe import MARK, KnownArticle, all_come_out, known_articles
from services.runtime.stage import Failed, Message, Outcome, Published, Reason, Rejected

PACKAGES = [f"services.{name}" for name in ("intake", "cleaning", "tagging", "storage")]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_trial_has_the_articles_of_another(package: str) -> None:
    first, second = known_articles(package), known_articles(package)
    assert len(first) == len(second) > 0
    for one, other in zip(first, second, strict=True):
        assert one.value != other.value
        assert MARK.encode() not in one.value


@pytest.mark.parametrize(
    ("outcome", "is_right"),
    [
        (Published(b"k", b'{"title": "A", "body": "B", "more": 1}'), True),
        (Published(b"k", b'{"title": "A", "body": "C"}'), False),
        (Published(b"k", b'{"title": "A"}'), False),
        (Rejected(Reason.TIMED_OUT, "slow"), False),
        (Failed(Reason.UNEXPECTED, "bug"), False),
    ],
)
def test_what_comes_out_must_have_the_fields(outcome: Outcome, is_right: bool) -> None:
    assert KnownArticle(b"", {"title": "A", "body": "B"}).comes_out_as(outcome) is is_right


@pytest.mark.parametrize("wrong", [None, 0, 1])
async def test_all_must_come_out(wrong: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [KnownArticle(b"%d" % number, {"number": number}) for number in range(2)]
    monkeypatch.setattr(probe, "known_articles", lambda package: known)

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        numbers = [int(message.value or b"") for message in batch]
        return [
            Failed(Reason.UNEXPECTED, "")
            if number == wrong
            else Published(b"k", json.dumps({"number": number}).encode())
            for number in numbers
        ]

    assert await all_come_out(handle, "services.any") is (wrong is None)
