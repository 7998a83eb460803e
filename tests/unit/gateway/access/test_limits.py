"""Each caller has its rate, and all bodies together a size."""

import pytest

from services.gateway.access.limits import Budget, Limits
from services.gateway.problems import Problem


def test_a_bucket_fills_with_time() -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    assert [limits.take("a", 1.0) for _ in range(3)] == [0.0, 0.0, 1.0]
    assert limits.take("b", 1.0) == 0.0
    now[0] = 1.0
    assert limits.take("a", 1.0) == 0.0
    assert limits.take("a", 1.0) > 0


def test_there_is_room_for_one_body_always() -> None:
    budget = Budget(10)
    budget.take(100)
    with pytest.raises(Problem) as told:
        budget.take(1)
    assert told.value.status == 429
    assert told.value.headers["Retry-After"] == "1"
    budget.give_back(100)
    budget.take(5)
    budget.take(5)
