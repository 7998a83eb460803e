"""The answer says of each article what became of it, and a key writes for its sources alone."""

import json

import pytest

from services.gateway.articles.verdicts import rejected, status_of, vouching
from services.runtime.stage import Reason, Rejected

IN, OUT = {"verdict": "accepted"}, {"verdict": "rejected"}


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [([IN], 201), ([IN, {"verdict": "duplicate"}], 201), ([IN, OUT], 207), ([OUT, OUT], 400)],
)
def test_the_status_says_how_many_got_in(verdicts: list[dict[str, str]], status: int) -> None:
    assert status_of(verdicts) == status


@pytest.mark.parametrize(
    ("why", "field"),
    [
        (Rejected(Reason.WRONG_TYPE, "authors.0: Input should be a string"), "authors"),
        (Rejected(Reason.NO_CONTENT, "neither text nor html holds anything"), "text"),
        (Rejected(Reason.BAD_JSON, "Invalid JSON: expected value"), None),
        (Rejected(Reason.NOT_OWNER, "x.example belongs to y"), "source"),
    ],
)
def test_a_rejection_names_the_field(why: Rejected, field: str | None) -> None:
    told = rejected(why)
    assert (told["verdict"], told["reason"], told["field"]) == ("rejected", why.reason, field)


def test_a_key_vouches_for_its_own_sources() -> None:
    mine = frozenset({"lindmark"})
    own = b'{"text": "a", "source": " Lindmark "}'
    assert vouching(own, mine) == own
    filled = vouching(b'{"text": "a"}', mine)
    assert isinstance(filled, bytes)
    assert json.loads(filled) == {"text": "a", "source": "lindmark"}
    for other in (b'{"text": "a", "source": "bbc"}', b'{"source": 5}'):
        assert isinstance(vouching(other, mine), Rejected)
    assert isinstance(vouching(b'{"text": "a"}', frozenset({"a", "b"})), Rejected)
    assert vouching(b'{"source": "bbc"}', None) == b'{"source": "bbc"}'


@pytest.mark.parametrize("value", [b"", b"{", b"5", b"[]", b"\xff"])
def test_what_is_no_object_is_left_to_intake(value: bytes) -> None:
    assert vouching(value, frozenset({"a"})) == value
