"""What lies on a shelf is seen by all processes, and half a value by none."""

import os
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.pool.shared_cache import SharedCache


def key(name: str) -> bytes:
    return sha256(name.encode()).digest()


@pytest.mark.processes
def test_what_a_child_puts_there_its_brothers_find() -> None:
    shelf = SharedCache(64, 100)
    shelf.put(key("before"), b"from the parent")
    child = os.fork()
    if child == 0:
        found = shelf.get(key("before"))
        shelf.put(key("after"), b"from a child that saw " + (found or b"nothing"))
        os._exit(0)
    os.waitpid(child, 0)
    assert shelf.get(key("after")) == b"from a child that saw from the parent"


def test_nothing_is_there_before_it_is_put_there() -> None:
    assert SharedCache(8, 10).get(key("a")) is None


def test_what_has_no_room_is_not_kept() -> None:
    shelf = SharedCache(8, 10)
    shelf.put(key("a"), b"x" * 10)
    shelf.put(key("b"), b"x" * 11)
    assert shelf.get(key("a")) == b"x" * 10
    assert shelf.get(key("b")) is None


def test_nothing_is_a_value_too() -> None:
    shelf = SharedCache(8, 10)
    shelf.put(key("a"), b"")
    assert shelf.get(key("a")) == b""


def test_the_oldest_makes_room() -> None:
    shelf = SharedCache(4, 10)
    for name in "abcda":
        shelf.put(key(name), name.encode())
    shelf.put(key("e"), b"e")
    found = {name: shelf.get(key(name)) for name in "abcde"}
    assert found == {"a": b"a", "b": None, "c": b"c", "d": b"d", "e": b"e"}


def test_what_was_put_there_lately_is_still_there() -> None:
    """The figures of decisions/shared-cache.md, for as many places as tagging has for articles."""
    shelf = SharedCache(2048, 4)
    keys = [key(str(number)) for number in range(6000)]
    for one in keys:
        shelf.put(one, b"a")

    def found(back: int) -> float:
        return sum(shelf.get(one) is not None for one in keys[-back - 50 : -back + 50]) / 100

    assert found(500) == 1
    assert found(2000) >= 0.4


@given(st.binary(min_size=1, max_size=60), st.binary(max_size=60), st.integers(0, 99))
def test_half_a_value_counts_as_nothing(old: bytes, new: bytes, written: int) -> None:
    """As a process leaves it that is killed in the midst of it."""
    shelf, other = SharedCache(1, 60), SharedCache(1, 60)
    shelf.put(key("old"), old)
    other.put(key("new"), new)
    shelf._memory[:written] = other._memory[:written]
    assert shelf.get(key("old")) in (old, None)
    assert shelf.get(key("new")) in (new, None)


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(max_size=9)), max_size=30))
def test_a_key_has_the_value_that_was_put_there_last_or_none(puts: list[tuple[str, bytes]]) -> None:
    shelf, latest = SharedCache(4, 8), dict[str, bytes]()
    for name, value in puts:
        if len(value) <= 8:
            latest[name] = value
            shelf.put(key(name), value)
            assert shelf.get(key(name)) == value
        for other, last in latest.items():
            assert shelf.get(key(other)) in (last, None)
