"""A batch in portions has the same outcomes in the same order, and no portion is too large."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from schemas.topics import RAW
from services.runtime.stage import Message, Outcome, Published, Stage


@given(st.lists(st.none() | st.binary(max_size=12), max_size=20), st.integers(1, 30))
async def test_every_message_is_handled_once_and_in_order(
    values: list[bytes | None], most: int
) -> None:
    portions: list[Sequence[Message]] = []

    async def handle(batch: Sequence[Message]) -> list[Outcome]:
        portions.append(batch)
        return [Published(b"%d" % message.offset, message.value or b"") for message in batch]

    batch = [Message(value, offset=offset) for offset, value in enumerate(values)]
    outcomes = await Stage("echo", "1", RAW, (), handle, limit_bytes=most).process(batch)
    assert outcomes == [Published(b"%d" % one.offset, one.value or b"") for one in batch]
    for portion in portions:
        assert portion
        assert len(portion) == 1 or sum(len(one.value or b"") for one in portion) <= most
    sizes = [sum(len(one.value or b"") for one in portion) for portion in portions]
    assert all(
        one + len(after[0].value or b"") > most
        for one, after in zip(sizes, portions[1:], strict=False)
    )
