"""What a key may, by its scopes."""

import pytest

from services.gateway.access.keys import NOBODY, BadScope, Caller, checked_scopes, is_loopback


def test_scopes_are_kept_as_intake_tells_sources_apart() -> None:
    given = ["read", "publish:  The Desk ", "publish:*", "read"]
    assert checked_scopes(given) == ["publish:*", "publish:the desk", "read"]


@pytest.mark.parametrize("scope", ["", "write", "publish", "publish:", "publish: ", "Read"])
def test_there_is_no_other_scope(scope: str) -> None:
    with pytest.raises(BadScope, match="a scope is"):
        checked_scopes([scope])


def test_a_key_may_what_it_says() -> None:
    key = Caller("k", "desk-7", frozenset({"publish:a", "publish:b"}))
    assert key.may("publish")
    assert not key.may("read")
    assert key.sources == {"a", "b"}
    assert key.writer(b'{"source": " B "}') == "b"
    assert key.writer(b"{") == ""
    anybody = Caller("k", "Desk-7", frozenset({"publish:*"}))
    assert (anybody.sources, anybody.writer(b"{}")) == (None, "desk-7")
    assert NOBODY.may("read")
    assert NOBODY.sources is None


@pytest.mark.parametrize(
    ("host", "told"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("0.0.0.0", False), ("x.y", False)],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, told: bool) -> None:
    assert is_loopback(host) is told
